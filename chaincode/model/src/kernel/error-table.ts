import { ruleErrors } from '../errors/rules';
import { serviceErrors } from '../errors/services';

export type { Retry } from './error-row';

/** Every code by which the exchange refuses or fails. */
export const errorTable = { ...ruleErrors, ...serviceErrors } as const;

/** Every way in which the exchange refuses or fails. */
export type ErrorCode = keyof typeof errorTable;

/** Anything in JSON that explains a refusal; never a secret, never another’s object. */
export type Details = Readonly<Record<string, unknown>>;

/** Says whether a text is a code of the table. */
export function isErrorCode(text: unknown): text is ErrorCode {
  return typeof text === 'string' && Object.hasOwn(errorTable, text);
}
