import { makeOutcome, type CheckTransaction, type Invariant, type Outcome } from './invariant';
import type { LedgerState } from './ledger-state';

/** Checks that endorsers read the versions that the blocks before leave. */
const checkReadVersions: CheckTransaction = ({ reads }, { before }) =>
  reads.map(({ key, version }) => {
    const replayed = before.findVersion(key);
    return makeOutcome(key, replayed !== version && `read in version ${version ?? 'none'}, ${replayed ?? 'none'} expected from the blocks`);
  });

/** Read versions against the replayed state: invariant 13. */
export const replayInvariants: readonly Invariant[] = [
  {
    number: 13,
    name: 'replay',
    rule: "Replaying the blocks from 0 gives the peers' public state, byte for byte",
    begin: () => checkReadVersions,
  },
];

/** Compares a peer's public state with the replayed one. */
export function compareState(replayed: LedgerState, publicState: Iterable<readonly [string, Uint8Array]>): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  for (const [key, value] of publicState) {
    const bytes = replayed.findValue(key);
    outcomes.push(makeOutcome(key, (!bytes || Buffer.compare(bytes, value) !== 0) && 'value on the peer differs from the blocks'));
  }
  if (outcomes.length !== replayed.size)
    outcomes.push({ broken: `peer has ${String(outcomes.length)} keys, ${String(replayed.size)} expected from the blocks` });
  return outcomes;
}
