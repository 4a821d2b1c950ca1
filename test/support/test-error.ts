/** The codes of faults in the tests' own code. */
export type TestErrorCode =
  | 'ENDED_EARLY'
  | 'MISSING_RULE'
  | 'NO_FREE_PORT'
  | 'NO_SUCH_INVARIANT'
  | 'NO_SUCH_NETWORK'
  | 'NO_SUCH_ORGANISATION'
  | 'NO_SUCH_TRANSACTION'
  | 'NOT_COMMITTED'
  | 'NOT_LISTENING'
  | 'NOT_MEASURED'
  | 'NOT_REFUSED'
  | 'NOT_SUPPORTED'
  | 'NOTHING_TO_CHOOSE'
  | 'PROBE_FAILED'
  | 'READS_A_RANGE'
  | 'UNEXPECTED_ANSWER'
  | 'UNEXPECTED_ERROR';

/** A fault in the tests' own code or in the network under test, as opposed to an expectation that is not met. */
export class TestError extends Error {
  override readonly name = 'TestError';

  constructor(
    readonly code: TestErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options);
  }
}
