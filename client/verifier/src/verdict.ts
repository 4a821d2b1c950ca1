import type { PinnedRoots } from './identity/pinned-roots';
import type { NetworkPins } from './pins/network-recorder';
import type { Trusted, VerificationReport } from './report';
import type { ExpectedEnd } from './checks/verify-end';

/** What a verification may be given. */
export interface Given extends ExpectedEnd {
  readonly pinnedRoots?: PinnedRoots;
  readonly pins?: NetworkPins;
}

/** Lists what a verification believes, because it was given nothing to compare it with. */
export function listTrusted({ pinnedRoots, pins = {}, checkpoint, height }: Given): readonly Trusted[] {
  return [
    ...(pinnedRoots ? [] : (['root certificates'] as const)),
    ...(pins.configurations ? [] : (['channel policies', 'orderers'] as const)),
    ...(pins.chaincodes ? [] : (['chaincode definitions'] as const)),
    ...((checkpoint ?? height !== undefined) ? [] : (['height of the ledger'] as const)),
  ];
}

/** Returns whether everything that a ledger cannot prove by itself is pinned, but for its height. */
export function isPinned(given: Given): boolean {
  return listTrusted(given).every((each) => each === 'height of the ledger');
}

/** Returns the result of a verification in one sentence, with what was taken on trust. */
export function describeVerdict({
  verified,
  channel,
  blocks,
  transactions,
  problemCount,
  trusted,
}: Pick<VerificationReport, 'verified' | 'channel' | 'blocks' | 'transactions' | 'problemCount' | 'trusted'>): string {
  const checked = `${String(transactions)} transactions in ${String(blocks)} blocks of channel ${channel || 'unknown'}`;
  const result = verified ? `VERIFIED: ${checked}` : `NOT VERIFIED: ${String(problemCount)} problems in ${checked}`;
  return `${result}; taken on trust: ${trusted.length === 0 ? 'nothing' : trusted.join(', ')}.`;
}
