import type { Details } from './error-table';

/** The roles that a participant may hold. */
export const roles = ['provider', 'buyer', 'operator', 'authority', 'assessor', 'arbiter', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Part of a caller in relation to an object: one of its roles, or a relation computed from the object. */
export type Actor =
  | Role
  | 'not-object-provider'
  | 'not-object-holder'
  | 'self'
  | 'object-provider'
  | 'object-buyer'
  | 'object-approver'
  | 'object-suspender'
  | 'object-opener'
  | 'object-holder'
  | 'object-audience';

/** The state before an object exists. */
export const noState = 'NONE';

/**
 * One row of a state machine. `to` lists the possible next states; `same` keeps the current state; a step whose `by` is empty
 * happens only together with a step of another object.
 */
export interface Step<S extends string> {
  readonly from: readonly (S | typeof noState)[];
  readonly to: readonly S[] | 'same';
  readonly by: readonly Actor[];
}

/** A state machine as a table. The documentation prints it, and tests enumerate its cells. */
export type Lifecycle<S extends string = string, A extends string = string> = Readonly<Record<A, Step<S>>>;

/** Returns the state and the actions allowed in it if the action is not among them. */
export function checkAllowed(lifecycle: Lifecycle, action: string, state: string, actors: ReadonlySet<Actor>): Details | undefined {
  const allowed = Object.keys(lifecycle).filter((name) => isAllowed(lifecycle[name], state, actors));
  return allowed.includes(action) ? undefined : { state, allowed };
}

/** Returns who may take an action if the caller may not take it in any state. */
export function checkPermitted(lifecycle: Lifecycle, action: string, actors: ReadonlySet<Actor>): Details | undefined {
  const by = lifecycle[action]?.by ?? [];
  return by.some((actor) => actors.has(actor)) ? undefined : { by };
}

/** Returns the only state to which a step leads; `undefined` if it keeps the state or has several. */
export function getSingleTarget({ to }: Step<string>): string | undefined {
  return to === 'same' || to.length > 1 ? undefined : to[0];
}

function isAllowed(step: Step<string> | undefined, state: string, actors: ReadonlySet<Actor>): boolean {
  return step !== undefined && step.from.includes(state) && step.by.some((actor) => actors.has(actor));
}
