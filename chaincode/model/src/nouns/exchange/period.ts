import { defaultParameters, type Exchange, type Parameters } from './records';

/** Names a period of the exchange, in hours. */
export type PeriodName = Extract<keyof Parameters, `${string}PeriodHours`>;

/** The periods of an exchange, and those that were in force before. */
export type Periods = Pick<Exchange, 'parameters' | 'formerParameters'>;

/** Returns a period in hours as it was when a wait began: a later change of the parameters moves no end. */
export function getPeriod({ parameters, formerParameters = [] }: Periods, name: PeriodName, began: string): number {
  const former = formerParameters.find(({ until, parameters: replaced }) => began < until && replaced[name] !== undefined);
  return former?.parameters[name] ?? parameters[name] ?? defaultParameters[name] ?? 0;
}
