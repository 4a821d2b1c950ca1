/** Codes of the input that the audit cannot use. */
export type AuditErrorCode = 'CONNECTION_MALFORMED' | 'ROOT_UNREADABLE';

/** Thrown for input that cannot be used. What is wrong with an exchange is reported as a `Problem` or a `Violation` instead. */
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
