/** A chaincode that cannot start, or cannot read what its peer sent. Its codes never change. */
export class ChaincodeError extends Error {
  override readonly name = 'ChaincodeError';

  constructor(
    readonly code: 'FOUNDING_MISSING' | 'FOUNDING_INVALID' | 'MESSAGE_INVALID',
    message: string,
  ) {
    super(message);
  }
}
