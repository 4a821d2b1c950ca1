import { errorTable, isErrorCode, type Details, type ErrorCode, type Retry } from '@databund/model';

/** An error of the exchange, of its gateway, or of the way to it, with its code. */
export class DatabundError extends Error {
  override readonly name = 'DatabundError';

  /** `status` is the HTTP status, or 0 if no answer came. */
  constructor(
    readonly code: ErrorCode,
    readonly details: Details = {},
    readonly status: number = errorTable[code].status,
  ) {
    super(`${code}: ${errorTable[code].meaning} ${JSON.stringify(details)}`);
  }

  get meaning(): string {
    return errorTable[this.code].meaning;
  }

  get retry(): Retry {
    return errorTable[this.code].retry;
  }

  get remedy(): string {
    return errorTable[this.code].remedy;
  }
}

/** Returns the INPUT_INVALID error for an argument that is wrong before anything is sent. `path` is a JSON Pointer. */
export function makeInputError(path: string, reason: string): DatabundError {
  return new DatabundError('INPUT_INVALID', { errors: [{ path, reason }] });
}

/** Returns the error that a gateway's answer describes, or INTERNAL if it describes none. */
export function readError(status: number, body: unknown): DatabundError {
  if (!isObject(body) || !isErrorCode(body['code'])) return new DatabundError('INTERNAL', { status, body }, status);
  return new DatabundError(body['code'], isObject(body['details']) ? body['details'] : {}, status);
}

/** Returns whether a value of JSON is an object. */
export function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
