import type { Static, TSchema } from '@sinclair/typebox';
import type { Details, ErrorCode } from './error-table';
import type { Hash } from './hash';
import type { Key } from './keys';
import type { Actor, Role } from './lifecycle';
import type { Ledger, Reader } from './reader';

/** Who calls, as its certificate and the registry say. */
export interface Caller {
  readonly participantId: string;
  readonly mspId: string;
  readonly certHash: Hash;
  readonly roles: readonly Role[];
}

/** All that a caller is to an object: its roles, and how it is related to it. */
export function actorsOf({ roles }: Pick<Caller, 'roles'>, related: readonly Actor[]): ReadonlySet<Actor> {
  const actors = new Set<Actor>([...roles, ...related]);
  if (actors.has('auditor')) return actors;
  if (!actors.has('object-provider')) actors.add('not-object-provider');
  if (!actors.has('object-holder')) actors.add('not-object-holder');
  return actors;
}

/** What of the transaction is known before anything of its object is read. */
export interface CallContext {
  readonly caller: Caller;
  readonly txId: string;
  /** The transient value, where the declaration has one: it never reaches a block. */
  readonly transient?: unknown;
}

/** What a transaction sees. `at` is derived from the transaction’s time and what was read, never from a clock. */
export interface Context<Seen, Command> extends CallContext {
  readonly seen: Seen;
  readonly command: Command;
  readonly is: ReadonlySet<Actor>;
  readonly at: string;
}

/** So many of these organisations must endorse any later write of a key. */
export interface KeyPolicy {
  readonly atLeast: number;
  readonly of: readonly string[];
}

/** A record to be written. The layer that writes adds its `change`, from the key’s revision before. */
export interface Put<T = object> {
  readonly key: Key<T>;
  readonly value: T & { readonly state: string };
  readonly action: string;
  readonly reason?: string | undefined;
  /** Only with the key’s first write, or the first after which its organisations guard it. */
  readonly policy?: KeyPolicy;
}

/** One thing that happened: its name, and the ids of what it happened to. */
export interface ExchangeEvent {
  readonly type: string;
  readonly [id: string]: string | number;
}

/** What a submit does. */
export interface Effect {
  readonly puts: readonly Put[];
  readonly indexes?: readonly Key[];
  /** Kept by the caller’s own organisation alone; its hash is public. */
  readonly privately?: { readonly key: Key<string>; readonly value: string };
  readonly events: readonly ExchangeEvent[];
}

/** A check answers nothing where it holds, else the details of its refusal. */
export type Check<Seen, Command> = (context: Context<Seen, Command>) => Details | undefined;
/** One check a code; the first that answers wins, so the order is the order of precedence. */
export type Checks<Seen, Command, C extends ErrorCode = ErrorCode> = { readonly [Code in C]: Check<Seen, Command> };

interface Declared<I extends TSchema, O extends TSchema> {
  /** A verb and a noun: Fabric’s function, the SDK’s method and the CLI’s command derive from it. */
  readonly name: string;
  readonly noun: Noun;
  readonly verb: string;
  /** One sentence for the references. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** The members of the input that name the object, in the order of its address; none creates or lists. */
  readonly address: readonly string[];
}

/** The objects that transactions are about. */
export type Noun =
  'exchange' | 'participant' | 'listing' | 'authorisation' | 'trade' | 'delivery' | 'dispute' | 'resource' | 'mandate' | 'refusal';

/** Who may call at all: an ACTIVE participant, one that registers itself, or the founding administrator. */
export type Admission = 'participant' | 'applicant' | 'founder';

/** A transaction that writes, declared once. Entry points, routes, SDK, CLI, OpenAPI, pages and tables of tests derive from it. */
export interface Submit<Seen, I extends TSchema, O extends TSchema, C extends ErrorCode> extends Declared<I, O> {
  readonly kind: 'submit';
  readonly admits?: Admission;
  /** The form of the value that only the caller’s own peer gets to see. */
  readonly transient?: TSchema;
  /** Reads what the checks and the effect need; refuses only where something is not there. */
  readonly see: (reader: Reader, command: Static<I>, context: CallContext) => Promise<Seen>;
  /** What the caller is to this object, besides its roles. */
  readonly relate: (seen: Seen, caller: Caller) => readonly Actor[];
  readonly checks: Checks<Seen, Static<I>, C>;
  /** Pure. Runs only when every check holds, so it cannot refuse. */
  readonly effect: (context: Context<Seen, Static<I>>) => Effect;
  /** How the object stands afterwards: `seen` is read again from what was written. */
  readonly answer: (context: Context<Seen, Static<I>>) => Static<O>;
  readonly emits: readonly [string, ...string[]];
}

/** A transaction that only reads. */
export interface Evaluate<Seen, I extends TSchema, O extends TSchema, C extends ErrorCode> extends Declared<I, O> {
  readonly kind: 'evaluate';
  readonly see: (ledger: Ledger, command: Static<I>, context: CallContext) => Promise<Seen>;
  readonly relate: (seen: Seen, caller: Caller) => readonly Actor[];
  readonly checks: Checks<Seen, Static<I>, C>;
  readonly answer: (context: Context<Seen, Static<I>>) => Static<O>;
}

/** Fixes what it sees; the rest is inferred. */
export const declareSubmit =
  <Seen>() =>
  <I extends TSchema, O extends TSchema, C extends ErrorCode>(transaction: Omit<Submit<Seen, I, O, C>, 'kind'>): Submit<Seen, I, O, C> => ({
    kind: 'submit',
    ...transaction,
  });

/** As `declareSubmit`, for what only reads. */
export const declareEvaluate =
  <Seen>() =>
  <I extends TSchema, O extends TSchema, C extends ErrorCode>(
    transaction: Omit<Evaluate<Seen, I, O, C>, 'kind'>,
  ): Evaluate<Seen, I, O, C> => ({ kind: 'evaluate', ...transaction });

/** Why a transaction is refused: it is an auditor’s submit, or the first check that does not hold; `undefined` where all do. */
export function findViolation(
  { kind, checks }: Pick<AnyTransaction, 'kind' | 'checks'>,
  context: Context<unknown, unknown>,
): { code: ErrorCode; details: Details } | undefined {
  // Who audits reads everything and writes nothing, whatever it is about.
  if (kind === 'submit' && context.is.has('auditor')) return { code: 'NOT_PERMITTED', details: { by: ['not-auditor'] } };
  for (const code of codesOf(checks)) {
    const details = (checks as Checks<unknown, unknown>)[code](context);
    if (details) return { code, details };
  }
  return undefined;
}

/** Codes in their order. `as`: Object.keys forgets the key type. */
export function codesOf(checks: object): readonly ErrorCode[] {
  return Object.keys(checks) as ErrorCode[];
}

/** Unlike transactions in one list: `never` is what they all accept. */
export type AnySubmit = Declared<TSchema, TSchema> & {
  readonly kind: 'submit';
  readonly admits?: Admission;
  readonly transient?: TSchema;
  readonly see: (reader: Reader, command: never, context: CallContext) => Promise<unknown>;
  readonly relate: (seen: never, caller: Caller) => readonly Actor[];
  readonly checks: object;
  readonly effect: (context: never) => Effect;
  readonly answer: (context: never) => unknown;
  readonly emits: readonly string[];
};
/** Unlike reads in one list, as with `AnySubmit`. */
export type AnyEvaluate = Declared<TSchema, TSchema> & {
  readonly kind: 'evaluate';
  readonly see: (ledger: Ledger, command: never, context: CallContext) => Promise<unknown>;
  readonly relate: (seen: never, caller: Caller) => readonly Actor[];
  readonly checks: object;
  readonly answer: (context: never) => unknown;
};
/** Any declared transaction, writing or reading. */
export type AnyTransaction = AnySubmit | AnyEvaluate;
