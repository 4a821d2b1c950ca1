import type { ErrorCode } from '@databund/model';
import type { PersonName } from '../memory-world';
import type { ids } from './ids';
import type { ObjectValues } from './object-values';
import type { Step } from './world';

/** The nouns that have a lifecycle. */
export type Noun = Exclude<keyof typeof ids, 'replacement' | 'providerStanding'>;
/** Some of the people. */
export type Names = readonly PersonName[];
/** The error codes of a noun's actions, by action. */
export type Codes = Readonly<Record<string, ErrorCode>>;

/** One state of a lifecycle. */
export interface LifecycleState {
  /** The steps that lead to it. */
  readonly by: readonly Step[];
  /** The people that may take each action. All others are refused. */
  readonly may: Readonly<Record<string, Names>>;
  /** The people that cannot see the object, if they are not those of the lifecycle. */
  readonly hiddenFrom?: Names;
  /** The codes that actors of an action get in this state, if they are not those of the lifecycle. */
  readonly codes?: Codes;
}

/** A lifecycle as the rules of the exchange define it, written a second time: who may do what in each state, and why others may not. */
export interface Lifecycle {
  /** Makes the command of each action. */
  readonly commands: Readonly<Record<string, (values: ObjectValues) => object>>;
  /** The code for people that cannot see the object. */
  readonly absent?: ErrorCode;
  /** The people that cannot see the object in any state. */
  readonly hiddenFrom?: Names;
  /** The people that get ACTION_NOT_ALLOWED although no state of the table lets them take the action. */
  readonly actors?: Readonly<Record<string, Names>>;
  /** The person that acts on its own object, and the actions that need another person. */
  readonly selfDealing?: { readonly actor: PersonName; readonly actions: readonly string[] };
  /** The codes that actors of an action get instead of ACTION_NOT_ALLOWED. */
  readonly codes?: Codes;
  readonly states: Readonly<Record<string, LifecycleState>>;
}

/** Returns the people that may take an action in some state. */
export function findActors({ states, actors = {} }: Lifecycle, action: string): Names {
  return [...Object.values(states).flatMap(({ may }) => may[action] ?? []), ...(actors[action] ?? [])];
}

/** Returns what the table says of an action: `done`, or the code of its refusal. */
export function expectOutcome(lifecycle: Lifecycle, state: LifecycleState, action: string, actor: PersonName): 'done' | ErrorCode {
  const hiddenFrom = state.hiddenFrom ?? lifecycle.hiddenFrom;
  if (state.may[action]?.includes(actor)) return 'done';
  if (lifecycle.absent && hiddenFrom?.includes(actor)) return lifecycle.absent;
  if (isSelfDealing(lifecycle, action, actor)) return 'SELF_DEALING';
  if (!findActors(lifecycle, action).includes(actor)) return 'NOT_PERMITTED';
  return { ...lifecycle.codes, ...state.codes }[action] ?? 'ACTION_NOT_ALLOWED';
}

function isSelfDealing({ selfDealing }: Lifecycle, action: string, actor: PersonName): boolean {
  return selfDealing?.actor === actor && selfDealing.actions.includes(action);
}

/** The people that may object during a notice. */
export const objectors: Names = ['assessor', 'arbiter', 'otherArbiter', 'operator', 'authority', 'otherProvider', 'buyer', 'otherBuyer'];
/** The people that are not party to a trade and do not oversee it. */
export const strangers: Names = ['otherProvider', 'otherBuyer', 'assessor'];

/** Makes a command that names the object and its revision. */
export const nameRevision =
  (noun: Noun, id: string, more: object = {}) =>
  (values: ObjectValues) => ({ id, revision: values[noun], ...more });

/** Makes the same command for each of these actions. */
export const repeatFor = <T>(actions: readonly string[], value: T): Readonly<Record<string, T>> =>
  Object.fromEntries(actions.map((action) => [action, value]));
