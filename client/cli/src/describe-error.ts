import { DatabundError } from '@databund/client';
import { escapeControls } from './cell-values';
import { unreachableCodes } from './unreachable-codes';
import { UsageError } from './usage-error';

const mistyped: ReadonlySet<string> = new Set(['INPUT_INVALID', 'CURSOR_INVALID', 'INPUT_TOO_LARGE']);

/** Returns 1 if the exchange refused, 2 if the command cannot be run as typed, 3 if the gateway is not reached or does not know the caller. */
export function exitCodeOf(error: unknown): 1 | 2 | 3 {
  if (!(error instanceof DatabundError)) return 2;
  if (unreachableCodes.has(error.code)) return 3;
  return mistyped.has(error.code) ? 2 : 1;
}

/** Returns an error as one line for a person: `CODE: meaning (details) → remedy`. */
export function explain(error: unknown): string {
  if (!(error instanceof DatabundError)) return escapeControls(error instanceof Error ? error.message : String(error));
  const { code, meaning, details, remedy } = error;
  return escapeControls(`${code}: ${meaning}${Object.keys(details).length > 0 ? ` (${JSON.stringify(details)})` : ''} → ${remedy}`);
}

/** Returns an error as a value for a program. An error of usage has the code USAGE, and its kind as `reason`. */
export function describeErrorAsJson(error: unknown): object {
  if (!(error instanceof DatabundError))
    return { error: { code: 'USAGE', meaning: explain(error), ...(error instanceof UsageError && { reason: error.code }) } };
  const { code, meaning, details, remedy, retry, status } = error;
  return { error: { code, meaning, details, remedy, retry, status } };
}
