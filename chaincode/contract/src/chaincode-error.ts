/** A chaincode that cannot start. Its codes never change. */
export class ChaincodeError extends Error {
  override readonly name = 'ChaincodeError';

  constructor(
    readonly code: 'FOUNDING_MISSING' | 'FOUNDING_INVALID',
    message: string,
  ) {
    super(message);
  }
}
