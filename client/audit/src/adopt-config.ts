import { X509Certificate } from 'node:crypto';
import { readChannelConfig, type ChannelConfig } from './channel-config';
import { isVacuous, nobody } from './policy';
import type { Findings } from './report';
import type { Transaction } from './transaction';

/** Policies that a forger would empty: then what they guard would be anybody’s. */
const guards = ['/Channel/Orderer/BlockValidation', '/Channel/Application/LifecycleEndorsement'];

/** Where a configuration stands, and what it is held against. */
export interface Adoption {
  readonly block: number;
  readonly findings: Findings;
  readonly pinnedRoots: Readonly<Record<string, readonly string[]>> | undefined;
}

/** Takes a configuration transaction’s configuration as the channel’s, after holding it against the one before and the pinned roots. */
export function adoptConfig(transaction: Transaction, before: ChannelConfig | undefined, adoption: Adoption): ChannelConfig | undefined {
  const { block, findings, pinnedRoots } = adoption;
  const config = readOrReport(transaction, adoption);
  if (!config) return before;
  if (before) compareBefore(config, before, adoption);
  for (const path of guards)
    if (isVacuous(config.policies.get(path) ?? nobody)) findings.report({ code: 'POLICY_VACUOUS', block, details: path });
  if (pinnedRoots) comparePins(config, pinnedRoots, adoption);
  return config;
}

function compareBefore({ sequence, channel }: ChannelConfig, before: ChannelConfig, { block, findings }: Adoption): void {
  const details = `${String(sequence)} after ${String(before.sequence)}`;
  if (sequence !== before.sequence + 1) findings.report({ code: 'CONFIG_SEQUENCE', block, details });
  if (channel !== before.channel) findings.report({ code: 'CHANNEL_FOREIGN', block, details: channel });
}

function readOrReport({ channel, data, txId }: Transaction, { block, findings }: Adoption): ChannelConfig | undefined {
  try {
    return readChannelConfig(channel, data);
  } catch (error) {
    const details = error instanceof Error ? error.message : String(error);
    findings.report({ code: 'TRANSACTION_UNREADABLE', block, transaction: txId, details });
    return undefined;
  }
}

/** Every MSP of the channel must be pinned, with all its roots: one that is not could sign whatever it liked. */
function comparePins(
  { membership }: ChannelConfig,
  pinnedRoots: Readonly<Record<string, readonly string[]>>,
  { block, findings }: Adoption,
): void {
  for (const mspId of new Set([...Object.keys(pinnedRoots), ...membership.mspIds])) {
    const pinned = new Set((pinnedRoots[mspId] ?? []).map((pem) => new X509Certificate(pem).fingerprint256));
    const roots = membership.rootsOf(mspId);
    if (roots.length === 0 || !roots.every((fingerprint) => pinned.has(fingerprint)))
      findings.report({ code: 'ROOT_NOT_PINNED', block, details: mspId });
  }
}
