import { listActors, checkCodes, type AnySubmit, type AnyTransaction, type CallContext, type Context, type Effect } from './declare';
import type { Details, ErrorCode } from './error-table';
import { ExchangeError } from './exchange-error';
import type { Key } from './key';
import type { Recorded } from './record';
import type { Anchor, Session } from './session';
import { getChangeTime } from './time';
import { recordOf } from './write-record';

/** One call of a declared transaction. */
export interface Call extends CallContext {
  readonly command: unknown;
}

/** A record to store, with the endorsement policy that its key gets. */
export interface RecordWrite {
  readonly key: Key;
  readonly record: Recorded<object>;
  readonly policy?: Effect['puts'][number]['policy'];
  /** Describes what the caller's own organisation keeps of it, so that nobody else can have said it. */
  readonly anchors: readonly Anchor[];
  /** True if the key is under another policy than it should be: its organisation, which cannot write it alone, stops it by the anchor. */
  readonly isAnchorAlone?: true;
}

/** The writes of a submit: records, index keys, a private value and events. */
export interface Writes extends Pick<Effect, 'privately' | 'events'> {
  readonly records: readonly RecordWrite[];
  readonly indexes: readonly Key[];
}

/** Answer of a transaction, and writes if it is a submit. */
export interface Outcome {
  readonly answer: unknown;
  readonly writes?: Writes;
}

/**
 * Runs a declared transaction: reads its facts, takes the first check that fails, or computes its writes and its answer. Contracts, the
 * tests' in-memory world and every other caller run transactions through it. @throws ExchangeError with the code of the failed check
 */
export async function execute(declaration: AnyTransaction, session: Session, call: Call): Promise<Outcome> {
  const { command, ...about } = call;
  const facts = await declaration.read(session, command, about);
  // An object's time never decreases: it is the latest of the transaction's own and of everything that was read.
  const at = getChangeTime(
    about.time,
    session.listRecords().map(({ change }) => change.at),
  );
  const context = makeContext(declaration, { ...about, facts, command, at });
  const violation = findViolation(declaration, context);
  if (violation) throw new ExchangeError(violation.code, violation.details);
  if (declaration.kind === 'evaluate') return { answer: declaration.answer(context) };
  const writes = await listWrites(declaration, context, session);
  const after = await declaration.read(session.asKnown(), command, about);
  return { answer: declaration.answer({ ...context, facts: after }), writes };
}

/** Completes a context with what the caller is to the object. */
export function makeContext(declaration: AnyTransaction, known: Omit<Context<unknown, unknown>, 'actors'>): Context<unknown, unknown> {
  return { ...known, actors: listActors(known.caller, declaration.relate(known.facts, known.caller)) };
}

/** Returns the first check that fails; `undefined` if all hold. An auditor reads everything and submits nothing. */
export function findViolation(
  { kind, checks }: Pick<AnyTransaction, 'kind' | 'checks'>,
  context: Context<unknown, unknown>,
): { readonly code: ErrorCode; readonly details: Details } | undefined {
  if (kind === 'submit' && context.actors.has('auditor')) return { code: 'NOT_PERMITTED', details: { by: ['not-auditor'] } };
  for (const code of checkCodes(checks)) {
    const details = checks[code]?.(context);
    if (details) return { code, details };
  }
  return undefined;
}

async function listWrites(declaration: AnySubmit, context: Context<unknown, unknown>, session: Session): Promise<Writes> {
  const { puts, indexes = [], ...rest } = declaration.effect(context);
  const written = puts.map(({ key, policy, witness, ...put }) => {
    const before = session.recall(key);
    if (before && before.change.at > context.at) throw new ExchangeError('RECORD_AHEAD', { recorded: before.change.at, at: context.at });
    const record = recordOf({ key, ...put }, before, context, session.isRepeated(key, put.action));
    session.remember(key, record);
    return { write: { key, record, ...(policy && { policy }) }, witness };
  });
  const records: RecordWrite[] = [];
  for (const { write, witness } of written) {
    const anchors = await session.makeAnchors(write.key, write.record, witness);
    const isAnchorAlone = anchors.length > 0 ? await session.stopIfUsurped(write.key, write.record) : undefined;
    records.push({ ...write, anchors, ...(isAnchorAlone && { isAnchorAlone }) });
  }
  return { records, indexes, ...rest };
}
