import type { Static, TObject, TProperties, TSchema } from '@sinclair/typebox';
import { listActors, type CallContext, type Caller, type Check, type Checks, type Noun } from './declare';
import type { ErrorCode } from './error-table';
import type { Key } from './key';
import type { Actor, Lifecycle } from './lifecycle';
import type { Reader } from './reader';
import type { Recorded } from './record';

/** Parts that all transactions of a noun share. `Facts` is what they read, `Head` the record whose state machine it is. */
export interface NounModel<Facts, Head extends object, N extends Noun, A extends TProperties, V extends TSchema> {
  readonly noun: N;
  /** The members of an input that name an object, in the order of its path. */
  readonly address: A;
  readonly lifecycle: Lifecycle;
  /** The code for an object that does not exist or must look absent to the caller. */
  readonly notFound: ErrorCode;
  readonly output: V;
  /** Reads an object. @throws the code `notFound` */
  read(reader: Reader, address: Static<TObject<A>>, context: CallContext): Promise<Facts>;
  /** Returns what a caller is to the object, apart from its roles. */
  relate(facts: Facts, caller: Caller): readonly Actor[];
  /** Returns whether the object must look absent. */
  isHidden(facts: Facts, actors: ReadonlySet<Actor>): boolean;
  head(facts: Facts): Recorded<Head>;
  keyOf(head: Head): Key<Head>;
  /** Returns the ids that events of the object carry. */
  idsOf(head: Head): Readonly<Record<string, string | number>>;
  /** Returns the state at an instant. */
  stateOf(facts: Facts, at: string): string;
  view(facts: Facts, at: string): Static<V>;
}

/** Defines what all transactions of a noun have in common. The caller names the types of facts and head. */
export const defineNoun =
  <Facts, Head extends object>() =>
  <const N extends Noun, A extends TProperties, V extends TSchema>(
    model: NounModel<Facts, Head, N, A, V>,
  ): NounModel<Facts, Head, N, A, V> =>
    model;

/** Returns whether an object must look absent to a caller. */
export function isHiddenFrom<Facts>(
  model: {
    relate(facts: Facts, caller: Caller): readonly Actor[];
    isHidden(facts: Facts, actors: ReadonlySet<Actor>): boolean;
  },
  facts: Facts,
  caller: Caller,
): boolean {
  return model.isHidden(facts, listActors(caller, model.relate(facts, caller)));
}

/** Returns the check that an object exists for the caller. */
export function checkVisible<Facts>(model: {
  readonly notFound: ErrorCode;
  isHidden(facts: Facts, actors: ReadonlySet<Actor>): boolean;
}): Checks<Facts, unknown> {
  const check: Check<Facts, unknown> = ({ facts, actors }) => (model.isHidden(facts, actors) ? {} : undefined);
  return { [model.notFound]: check };
}
