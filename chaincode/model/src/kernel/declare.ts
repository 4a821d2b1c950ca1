import type { Static, TSchema } from '@sinclair/typebox';
import { isErrorCode, type Details, type ErrorCode } from './error-table';
import type { Hash } from './hash';
import type { Key } from './key';
import type { Actor, Role } from './lifecycle';
import type { Ledger, Reader } from './reader';
import type { Reason } from './text';

/** The caller of a transaction, as its certificate and the registry identify it. */
export interface Caller {
  readonly participantId: string;
  readonly mspId: string;
  readonly certHash: Hash;
  readonly roles: readonly Role[];
  /** The participants that left and whose running business passed to this one. */
  readonly succeeds?: readonly string[];
  /** True if it left: it begins nothing new. */
  readonly hasLeft?: true;
}

/** Returns whether a caller is a participant or its successor. */
export function isCaller({ participantId, succeeds = [] }: Caller, id: string): boolean {
  return id === participantId || succeeds.includes(id);
}

/** Returns everything that a caller is to an object: its roles and its relations to the object. */
export function listActors({ roles }: Pick<Caller, 'roles'>, related: readonly Actor[]): ReadonlySet<Actor> {
  const actors = new Set<Actor>([...roles, ...related]);
  if (actors.has('auditor')) return actors;
  if (!actors.has('object-provider')) actors.add('not-object-provider');
  if (!actors.has('object-holder')) actors.add('not-object-holder');
  return actors;
}

/** Facts known of a transaction before anything is read. */
export interface CallContext {
  readonly caller: Caller;
  readonly txId: string;
  /** The transaction's own time, as its sender states it. */
  readonly time: string;
  /** The hash of the founding document that the organisation of this peer agreed to. */
  readonly agreedFounding: Hash;
  /** The transient value, if the declaration has one. It never reaches a block. */
  readonly transient?: unknown;
  /** Hashes a private text whose hash is public. Only a replay that has the hash and not the text gives a function of its own. */
  readonly hashPrivate?: (text: string) => Hash;
}

/** Facts that checks and effects decide on. `at` comes from the transaction's time and the records read, never from a clock. */
export interface Context<Facts, Command> extends CallContext {
  readonly facts: Facts;
  readonly command: Command;
  readonly actors: ReadonlySet<Actor>;
  readonly at: string;
}

/** A key's endorsement policy: at least so many of these organisations must endorse any later write. */
export interface KeyPolicy {
  readonly atLeast: number;
  readonly of: readonly string[];
  /** One of them that must always be among the endorsers. */
  readonly always?: string;
}

/** A record to write. `recordOf` adds its `change`. */
export interface Put<T = object> {
  readonly key: Key<T>;
  readonly value: T & { readonly state: string };
  readonly action: string;
  readonly reason?: Reason | undefined;
  /** Says if the authority's peer witnesses the step in place of the party that loses by it. */
  readonly witness?: 'authority' | undefined;
  /** Set with the first write of a key, or with the first write from which its organisations guard it. */
  readonly policy?: KeyPolicy;
}

/** One event: its type and the ids of the objects it is about. */
export interface ExchangeEvent {
  readonly type: string;
  readonly [id: string]: string | number;
}

/** Writes and events of a submit. */
export interface Effect {
  readonly puts: readonly Put[];
  readonly indexes?: readonly Key[];
  /** Kept only by the caller's own organisation; its hash is public. */
  readonly privately?: { readonly key: Key<string>; readonly value: string };
  readonly events: readonly ExchangeEvent[];
}

/** Returns the details of an error, or `undefined` if the check holds. Bivariant, so that declarations fit into one list. */
export type Check<Facts, Command> = { check(context: Context<Facts, Command>): Details | undefined }['check'];
/** One check per code. The first that fails decides, so the order is the order of precedence. */
export type Checks<Facts, Command> = Readonly<Partial<Record<ErrorCode, Check<Facts, Command>>>>;

/** The nouns of the exchange: the kinds of objects that transactions are about. */
export type Noun =
  | 'exchange'
  | 'participant'
  | 'listing'
  | 'authorisation'
  | 'trade'
  | 'delivery'
  | 'dispute'
  | 'resource'
  | 'mandate'
  | 'standing'
  | 'refusal'
  | 'text';

/**
 * Names who may call at all: an ACTIVE participant (the default; also one that LEFT if it begins nothing), one that was asked to pin its
 * certificate again, one that registers itself, the founding administrator, or an overseer, which is a participant or an administrator of
 * the operating or the authority's organisation.
 */
export type Admission = 'participant' | 'unpinned' | 'applicant' | 'founder' | 'overseer';

interface Declared<Facts, I extends TSchema, O extends TSchema, N extends Noun, V extends string> {
  /** A verb and a noun. Fabric's function, the SDK's method, the route and the CLI's command derive from it. */
  readonly name: string;
  readonly noun: N;
  readonly verb: V;
  /** One sentence for help texts and references. */
  readonly summary: string;
  readonly input: I;
  readonly output: O;
  /** The members of the input that name the object, in the order of its path. Empty if the transaction creates or lists. */
  readonly address: readonly string[];
  /** The codes that `read` may throw. */
  readonly readErrors: readonly ErrorCode[];
  readonly checks: Checks<Facts, Static<I>>;
  /** Returns what the caller is to the object, apart from its roles. */
  relate(facts: Facts, caller: Caller): readonly Actor[];
  /** Returns the output. After a submit, `facts` are read again from what was written. */
  answer(context: Context<Facts, Static<I>>): Static<O>;
}

/** A transaction that writes. Contracts, routes, SDK, CLI, OpenAPI, reference pages and test tables derive from it. */
export interface Submit<
  Facts = unknown,
  I extends TSchema = TSchema,
  O extends TSchema = TSchema,
  N extends Noun = Noun,
  V extends string = string,
> extends Declared<Facts, I, O, N, V> {
  readonly kind: 'submit';
  readonly admits?: Admission;
  /** True if it begins something new, which a participant that left cannot do. */
  readonly begins?: true;
  /** The form of the value that only the peers of the endorsing organisations see. */
  readonly transient?: TSchema;
  /** The member of the input that is the hash of the transient value, which has a salt. */
  readonly saltedHash?: string;
  /**
   * The organisations whose endorsement suffices: the caller's own if it writes only keys of its own; by default also the exchange's, which
   * new keys and shared heads need; a party of the object if Fabric must plan which one. They see the transient value.
   */
  readonly endorsedBy?: 'own' | 'exchange-and-own' | 'exchange-and-party';
  /** Returns whether the step may need a witness: a further organisation, which endorses it. */
  isWitnessed?(command: Static<I>): boolean;
  /** The types of the events that it may emit. A transaction that writes nothing public emits none. */
  readonly emits: readonly string[];
  /** Reads what checks and effect need. Throws only if something does not exist. */
  read(reader: Reader, command: Static<I>, context: CallContext): Promise<Facts>;
  /** Returns what to write. Pure; runs only if every check holds, so it cannot fail. */
  effect(context: Context<Facts, Static<I>>): Effect;
}

/** A transaction that only reads. */
export interface Evaluate<
  Facts = unknown,
  I extends TSchema = TSchema,
  O extends TSchema = TSchema,
  N extends Noun = Noun,
  V extends string = string,
> extends Declared<Facts, I, O, N, V> {
  readonly kind: 'evaluate';
  /** The member of the input that names the organisation whose peer answers; the caller's own by default. */
  readonly answeredBy?: string;
  read(ledger: Ledger, command: Static<I>, context: CallContext): Promise<Facts>;
}

/** Any submit, seen without its types. */
export type AnySubmit = Submit;
/** Any evaluate, seen without its types. */
export type AnyEvaluate = Evaluate;
/** Any declared transaction, seen without its types. */
export type AnyTransaction = AnySubmit | AnyEvaluate;

type Optional<T, K extends keyof T> = Omit<T, K> & Partial<Pick<T, K>>;

/** Declares a submit. The caller names the type of its facts; the rest is inferred. */
export const declareSubmit =
  <Facts>() =>
  <I extends TSchema, O extends TSchema, const N extends Noun, const V extends string>(
    declared: Optional<Omit<Submit<Facts, I, O, N, V>, 'kind'>, 'readErrors' | 'relate'>,
  ): Submit<Facts, I, O, N, V> => ({ readErrors: [], relate: () => [], ...declared, kind: 'submit' });

/** Declares an evaluate. The caller names the type of its facts; the rest is inferred. */
export const declareEvaluate =
  <Facts>() =>
  <I extends TSchema, O extends TSchema, const N extends Noun, const V extends string>(
    declared: Optional<Omit<Evaluate<Facts, I, O, N, V>, 'kind'>, 'readErrors' | 'relate' | 'checks'>,
  ): Evaluate<Facts, I, O, N, V> => ({ readErrors: [], relate: () => [], checks: {}, ...declared, kind: 'evaluate' });

/** Returns every code that a transaction itself may refuse with: first those of its reading, then its checks in their order. */
export function listCodes({ readErrors, checks }: Pick<AnyTransaction, 'readErrors' | 'checks'>): readonly ErrorCode[] {
  return [...new Set([...readErrors, ...checkCodes(checks)])];
}

/** Returns the codes of some checks in their order. */
export function checkCodes(checks: Checks<never, never>): readonly ErrorCode[] {
  return Object.keys(checks).filter(isErrorCode);
}
