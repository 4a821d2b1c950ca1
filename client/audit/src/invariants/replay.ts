import { outcome, type Examine, type Invariant, type Outcome } from './invariant';
import type { LedgerState } from './ledger-state';

/** What each endorser had read is what the blocks before it leave: their state and the replayed one are the same, key by key. */
const readsWhatIsReplayed: Examine = ({ reads }, { before }) =>
  reads.map(({ key, version }) =>
    outcome(key, before.versionOf(key) !== version && `read at ${String(version)}, replayed at ${String(before.versionOf(key))}`),
  );

/** The invariant of replay. */
export const ofReplay: readonly Invariant[] = [
  { number: 13, rule: 'Replaying the blocks from 0 gives the peers’ public state, byte for byte', begin: () => readsWhatIsReplayed },
];

/** Compares a peer’s public state with the replayed one. */
export function compareState(replayed: LedgerState, state: Iterable<readonly [string, Uint8Array]>): readonly Outcome[] {
  const outcomes: Outcome[] = [];
  for (const [key, value] of state) {
    const bytes = replayed.bytesAt(key);
    outcomes.push(outcome(key, (!bytes || Buffer.compare(bytes, value) !== 0) && 'differs from what the blocks say'));
  }
  if (outcomes.length !== replayed.size) outcomes.push({ broken: `${String(outcomes.length)} keys, replayed ${String(replayed.size)}` });
  return outcomes;
}
