import { addHours } from '../../kernel/time';
import { getParameter, type Exchange, type Parameters } from './records';

/** Names a period of the exchange, in hours. */
export type PeriodName = Extract<keyof Parameters, `${string}PeriodHours`>;

/** The periods of an exchange, and those that were in force before. */
export type Periods = Pick<Exchange, 'parameters' | 'formerParameters'>;

/** A state that ends by itself: the table of a noun has one row for each, from which both the rules and the reference page follow. */
export interface Wait {
  /** The period, fixed when the wait begins. */
  readonly period: PeriodName;
  /** The step that begins it, and who takes that step. */
  readonly begins: { readonly step: string; readonly by: string };
  /** The state after it; the same if only further steps become possible. */
  readonly end: string;
  /** The transactions that are possible then, and who takes each. */
  readonly next: Readonly<Record<string, string>>;
}

/** Returns when a wait ends that began at an instant. */
export function endWait(exchange: Periods, { period }: Pick<Wait, 'period'>, began: string): string {
  return addHours(began, getPeriod(exchange, period, began));
}

/** The end of a period in which an office should act, and whether it is late: then the same steps are possible as before. */
export interface Due {
  readonly endsAt: string;
  readonly isOverdue?: true;
}

/** Returns when a period ends that gives no new right, and whether it is over. */
export function findDue(exchange: Periods, wait: Pick<Wait, 'period'>, began: string, at: string): Due {
  const endsAt = endWait(exchange, wait, began);
  return { endsAt, ...(at >= endsAt && { isOverdue: true }) };
}

/** Returns a period in hours as it was when a wait began: a later change of the parameters moves no end. */
export function getPeriod({ parameters, formerParameters = [] }: Periods, name: PeriodName, began: string): number {
  const former = formerParameters.find(({ until, parameters: replaced }) => began < until && replaced[name] !== undefined);
  return former?.parameters[name] ?? getParameter(parameters, name);
}
