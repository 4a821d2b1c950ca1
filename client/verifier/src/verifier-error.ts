/** Codes of the input that the verifier cannot read. */
export type VerifierErrorCode =
  | 'BLOCK_MALFORMED'
  | 'TRANSACTION_MALFORMED'
  | 'CONFIG_MALFORMED'
  | 'MESSAGE_MALFORMED'
  | 'CERTIFICATE_MALFORMED'
  | 'REVOCATION_LIST_MALFORMED'
  | 'DER_MALFORMED'
  | 'ROOTS_MISSING'
  | 'PINS_MALFORMED'
  | 'CHECKPOINT_MALFORMED'
  | 'PLATFORM_MISSING';

/** Thrown for input that cannot be read. What is wrong with a ledger is reported as a `Problem` instead. */
export class VerifierError extends Error {
  constructor(
    readonly code: VerifierErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'VerifierError';
  }
}

/** Returns the message of whatever was thrown. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
