import type { Details } from './error-table';

/** The roles that a participant may hold. */
export const roles = ['provider', 'buyer', 'operator', 'authority', 'assessor', 'arbiter', 'auditor'] as const;
export type Role = (typeof roles)[number];

/** Who, relative to the object: the caller’s roles and its relations to this object, computed once. */
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

/**
 * One row of a life. `'NONE'` creates; a state in `to` is what is written, or computed where only a stance is; `'same'` keeps the state
 * that there is. A step that is `by` nobody comes with one of another object.
 */
export interface Step<S extends string> {
  readonly from: readonly (S | 'NONE')[];
  readonly to: readonly S[] | 'same';
  readonly by: readonly Actor[];
}

/** A life as a table. It prints as documentation, and tests enumerate its cells. */
export type Lifecycle<S extends string, A extends string = string> = Readonly<Record<A, Step<S>>>;

/** Where a step is allowed by its life’s table. Answers what is allowed instead, or nothing where the step is. */
export function forbids<S extends string>(
  life: Lifecycle<S>,
  action: string,
  state: S | 'NONE',
  is: ReadonlySet<Actor>,
): Details | undefined {
  const allowed = Object.keys(life).filter((name) => allows(life, name, state, is));
  return allowed.includes(action) ? undefined : { state, allowed };
}

/** Answers who may take an action where the caller never may, in whatever state; nothing where it may in some. */
export function lacks(life: Lifecycle<string>, action: string, is: ReadonlySet<Actor>): Details | undefined {
  const by = life[action]?.by ?? [];
  return by.some((actor) => is.has(actor)) ? undefined : { by };
}

function allows<S extends string>(life: Lifecycle<S>, action: string, state: S | 'NONE', is: ReadonlySet<Actor>): boolean {
  const step = life[action];
  return step !== undefined && step.from.includes(state) && step.by.some((actor) => is.has(actor));
}
