import { callErrors } from '../errors/calls';
import { ruleErrors } from '../errors/rules';
import { serviceErrors } from '../errors/services';

export type { Retry } from './error-row';

/** The row of every error code. */
export const errorTable = { ...callErrors, ...ruleErrors, ...serviceErrors } as const;

/** The error codes of the exchange. */
export type ErrorCode = keyof typeof errorTable;

/** JSON that explains an error. It never contains a secret or another participant's object. */
export type Details = Readonly<Record<string, unknown>>;

/** Returns whether a value is an error code. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errorTable, text);
}
