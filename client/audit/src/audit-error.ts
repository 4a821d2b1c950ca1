/** Codes of the input that the audit cannot use, and of a reading that its replay does not make. */
export type AuditErrorCode = 'CONNECTION_MALFORMED' | 'ROOT_UNREADABLE' | 'NOT_REPLAYED';

/** Thrown for input that cannot be used, or for a reading that cannot be replayed. What is wrong with an exchange is reported as a `Problem` or a `Violation` instead. */
export class AuditError extends Error {
  constructor(
    readonly code: AuditErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'AuditError';
  }
}

/** Returns the message of whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
