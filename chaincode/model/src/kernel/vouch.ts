import { judgeRecord, type Basis, type Judgement } from './judge-record';
import type { Key } from './key';
import { continueWith, type Awaitable } from './reader';
import type { Recorded } from './record';
import { listStatements } from './statement';
import { isWellFormed, undoLast } from './trail';
import type { Voice } from './voice';

/** Describes what vouching for a record needs to know of the ledger. */
export interface Sources extends Basis {
  /** Returns the SHA-256, in hex, of what an organisation keeps at a key of its own collection; `undefined` if it keeps nothing. */
  findAnchor(mspId: string, key: Key): Awaitable<string | undefined>;
  /** The latest time that a statement may claim. No honest one is that far ahead. */
  readonly latest: string;
  /** Returns whether a participant is registered under an organisation. */
  isRegistered(participant: string, mspId: string): Awaitable<boolean>;
  /** Returns whether the changes of a record have the causes that they need in other records. */
  hasCause(record: Recorded<object>): Awaitable<boolean>;
}

/**
 * Returns a record as far as its organisations have said it; `undefined` if they said nothing. A change that lacks its organisation's
 * anchor, or that its speaker may not make, counts as not made, and so does everything after it.
 */
export function vouchFor(key: Key, record: Recorded<object>, voice: Voice, sources: Sources): Awaitable<Recorded<object> | undefined> {
  const isSayable = isWellFormed(record) && record.change.at <= sources.latest;
  const judgement = isSayable ? judgeRecord({ key, record, statements: listStatements(key, record), voice }, sources) : undefined;
  const isVouched = judgement !== undefined && continueWith(isSaid(judgement, sources), (holds) => holds && sources.hasCause(record));
  return continueWith(isVouched, (holds) => {
    if (judgement && holds) return stopIfRetracted(judgement, voice, sources);
    const before = undoLast(record);
    return before && vouchFor(key, before, voice, sources);
  });
}

/**
 * Returns whether every speaker is registered where it must be, every organisation that speaks anchors its last change, which vouches for
 * all its earlier ones, and a witness keeps each statement that needs one.
 */
function isSaid({ speakers, anchors, copies }: Judgement, sources: Sources): Awaitable<boolean> {
  const isKept = (mspId: string, key: Key, hash: string) => continueWith(sources.findAnchor(mspId, key), (found) => found === hash);
  const areRegistered = holdAll(speakers, ({ participant, mspId }) => sources.isRegistered(participant, mspId));
  const areAnchored = () => holdAll(anchors, ({ mspId, key, hash }) => isKept(mspId, key, hash));
  const areWitnessed = () => holdAll(copies, ({ by, key, hash }) => holdAny(by, (mspId) => isKept(mspId, key, hash)));
  return continueWith(areRegistered, (holds) => holds && continueWith(areAnchored(), (anchored) => anchored && areWitnessed()));
}

/** Returns whether a condition holds for one of some items. Asks up to the first for which it does. */
function holdAny<T>(items: readonly T[], ask: (item: T) => Awaitable<boolean>): Awaitable<boolean> {
  return continueWith(
    holdAll(items, (item) => continueWith(ask(item), (holds) => !holds)),
    (none) => !none,
  );
}

/** Returns whether a condition holds for all of some items. Asks for one after the other, up to the first for which it fails. */
function holdAll<T>(items: readonly T[], ask: (item: T) => Awaitable<boolean>): Awaitable<boolean> {
  for (const [at, item] of items.entries()) {
    const answer = ask(item);
    if (answer instanceof Promise) return answer.then((holds) => holds && holdAll(items.slice(at + 1), ask));
    if (!answer) return false;
  }
  return true;
}

/** Returns a record as stopped if the organisation that can stop it has anchored something else. */
function stopIfRetracted({ said, silent }: Judgement, { stops }: Voice, sources: Sources): Awaitable<Recorded<object>> {
  if (!stops || !silent) return said;
  return continueWith(sources.findAnchor(silent.mspId, silent.key), (anchor) =>
    anchor === undefined ? said : { ...said, state: stops.state },
  );
}
