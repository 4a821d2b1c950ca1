import { errorTable, isErrorCode, type Details, type ErrorCode, type Retry } from '@databund/model';

/** A refusal or failure of the exchange, by its code. */
export class DatabundError extends Error {
  override readonly name = 'DatabundError';

  /** `status` 0 where no answer came. */
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

/** The refusal of what was given here, before anything is sent: where it stands, as a JSON Pointer, and why. */
export function wrongInput(path: string, reason: string): DatabundError {
  return new DatabundError('INPUT_INVALID', { errors: [{ path, reason }] });
}

/** The error that a gateway’s answer tells of. */
export function errorOfAnswer(status: number, body: unknown): DatabundError {
  const { code, details = {} } = (typeof body === 'object' && body !== null ? body : {}) as {
    readonly code?: unknown;
    readonly details?: Details;
  };
  return isErrorCode(code) ? new DatabundError(code, details, status) : new DatabundError('INTERNAL', { status, body }, status);
}
