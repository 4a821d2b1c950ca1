import { readChannelConfig, type ChannelConfig } from '../blocks/channel-config';
import type { Transaction } from '../blocks/transaction';
import { parseCertificate } from '../identity/certificate';
import { denyAll, isVacuous } from '../identity/policy';
import type { PinnedRoots } from '../identity/root-folder';
import type { Findings } from '../report';
import { describeError } from '../verifier-error';

/** Policies that a forger would empty, because without them anybody could sign blocks or define chaincodes. */
const guardPolicies = ['/Channel/Orderer/BlockValidation', '/Channel/Application/LifecycleEndorsement'];

/** The block of a configuration, and what the configuration is compared with. */
export interface Adoption {
  readonly block: number;
  readonly findings: Findings;
  readonly pinnedRoots: PinnedRoots | undefined;
}

/** Returns the channel's configuration after a configuration transaction, and reports what is wrong with the new one. */
export function adoptConfig(transaction: Transaction, before: ChannelConfig | undefined, adoption: Adoption): ChannelConfig | undefined {
  const { block, findings, pinnedRoots } = adoption;
  const config = readOrReport(transaction, adoption);
  if (!config) return before;
  if (before) compareBefore(config, before, adoption);
  for (const path of guardPolicies) {
    if (!isVacuous(config.policies.get(path) ?? denyAll)) continue;
    findings.report({ code: 'POLICY_VACUOUS', block, details: `${path} requires no signature` });
  }
  if (pinnedRoots) comparePins(config, pinnedRoots, adoption);
  return config;
}

function compareBefore({ sequence, channel }: ChannelConfig, before: ChannelConfig, { block, findings }: Adoption): void {
  const expected = before.sequence + 1;
  if (sequence !== expected)
    findings.report({ code: 'CONFIG_SEQUENCE', block, details: `sequence ${String(sequence)}, ${String(expected)} expected` });
  if (channel !== before.channel)
    findings.report({ code: 'CHANNEL_FOREIGN', block, details: `channel ${channel}, ${before.channel} expected` });
}

function readOrReport({ channel, data, txId }: Transaction, { block, findings }: Adoption): ChannelConfig | undefined {
  try {
    return readChannelConfig(channel, data);
  } catch (error) {
    findings.report({ code: 'TRANSACTION_UNREADABLE', block, transaction: txId, details: describeError(error) });
    return undefined;
  }
}

/** Requires that every MSP of the channel is pinned with all its roots, because any other could sign what it likes. */
function comparePins({ membership }: ChannelConfig, pinnedRoots: PinnedRoots, { block, findings }: Adoption): void {
  for (const mspId of new Set([...Object.keys(pinnedRoots), ...membership.mspIds])) {
    const pinned = new Set((pinnedRoots[mspId] ?? []).map((pem) => parseCertificate(pem).certificate.fingerprint256));
    const roots = membership.getRoots(mspId);
    const unpinned = roots.find((fingerprint) => !pinned.has(fingerprint));
    if (roots.length > 0 && unpinned === undefined) continue;
    const reason =
      roots.length === 0 ? 'is pinned, but the channel has no roots of it' : `has root ${String(unpinned)}, which is not pinned`;
    findings.report({ code: 'ROOT_NOT_PINNED', block, details: `${mspId} ${reason}` });
  }
}
