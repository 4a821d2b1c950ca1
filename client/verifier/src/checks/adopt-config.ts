import { readChannelConfig, type ChannelConfig } from '../blocks/channel-config';
import type { Transaction } from '../blocks/transaction';
import { parseCertificate } from '../identity/certificate';
import { denyAll, isVacuous } from '../identity/policy';
import type { PinnedRoots } from '../identity/pinned-roots';
import type { Findings } from '../report';
import { describeError } from '../verifier-error';
import { findUpdateFault } from './verify-config-update';
import type { TransactionPlace } from './verify-transaction';

/** Policies that a forger would empty, because without them anybody could sign blocks or define chaincodes. */
const guardPolicies = ['/Channel/Orderer/BlockValidation', '/Channel/Application/LifecycleEndorsement'];

/** The block of a configuration, and what the configuration is compared with. */
export interface Adoption {
  readonly at: TransactionPlace;
  readonly findings: Findings;
  readonly pinnedRoots: PinnedRoots | undefined;
}

/** Returns the channel's configuration after a configuration transaction, and reports what is wrong with the new one. */
export function adoptConfig(transaction: Transaction, before: ChannelConfig | undefined, adoption: Adoption): ChannelConfig | undefined {
  const { at, findings, pinnedRoots } = adoption;
  const config = readOrReport(transaction, adoption);
  if (!config) return before;
  for (const details of config.notes) findings.report({ ...at, code: 'FIELD_UNKNOWN', details });
  if (before) compareBefore(config, before, adoption);
  else compareFirst(config, adoption);
  for (const path of guardPolicies) {
    if (!isVacuous(config.policies.get(path) ?? denyAll)) continue;
    findings.report({ ...at, code: 'POLICY_VACUOUS', details: `${path} requires no signature` });
  }
  if (pinnedRoots) comparePins(config, pinnedRoots, adoption);
  return config;
}

function compareBefore(config: ChannelConfig, before: ChannelConfig, { at, findings }: Adoption): void {
  const { sequence, channel } = config;
  const expected = before.sequence + 1;
  if (sequence !== expected)
    findings.report({ ...at, code: 'CONFIG_SEQUENCE', details: `sequence ${String(sequence)}, ${String(expected)} expected` });
  if (channel !== before.channel)
    findings.report({ ...at, code: 'CHANNEL_FOREIGN', details: `channel ${channel}, ${before.channel} expected` });
  const fault = findUpdateFault(config, before);
  findings.check('configUpdates', fault === undefined, { ...at, code: 'CONFIG_UPDATE', ...(fault !== undefined && { details: fault }) });
}

/** Requires of the first configuration that no update led to it. */
function compareFirst({ sequence, lastUpdate }: ChannelConfig, { at, findings }: Adoption): void {
  if (sequence !== 0) findings.report({ ...at, code: 'CONFIG_SEQUENCE', details: `sequence ${String(sequence)}, 0 expected` });
  if (lastUpdate.length > 0)
    findings.report({ ...at, code: 'CONFIG_UPDATE', details: 'the first configuration names an update, none expected' });
}

function readOrReport({ channel, data }: Transaction, { at, findings }: Adoption): ChannelConfig | undefined {
  try {
    return readChannelConfig(channel, data);
  } catch (error) {
    findings.report({ ...at, code: 'TRANSACTION_UNREADABLE', details: describeError(error) });
    return undefined;
  }
}

/** Requires that every MSP of the channel is pinned with all its roots, because any other could sign what it likes. */
function comparePins({ membership }: ChannelConfig, pinnedRoots: PinnedRoots, { at, findings }: Adoption): void {
  for (const mspId of new Set([...Object.keys(pinnedRoots), ...membership.mspIds])) {
    const pinned = new Set((pinnedRoots[mspId] ?? []).map((pem) => parseCertificate(pem).fingerprint));
    const roots = membership.getRoots(mspId);
    const unpinned = roots.find((fingerprint) => !pinned.has(fingerprint));
    if (roots.length > 0 && unpinned === undefined) continue;
    const reason =
      roots.length === 0 ? 'is pinned, but the channel has no roots of it' : `has root ${String(unpinned)}, which is not pinned`;
    findings.report({ ...at, code: 'ROOT_NOT_PINNED', details: `${mspId} ${reason}` });
  }
}
