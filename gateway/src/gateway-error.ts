/** Everything that can be wrong with what a gateway is started with. Errors that callers see over HTTP are `ExchangeError`s. */
export type GatewayErrorCode =
  | 'BACKUP_DAMAGED'
  | 'CERTIFICATE_INVALID'
  | 'CONFIG_INVALID'
  | 'FILE_INVALID'
  | 'IDENTITY_NAME_INVALID'
  | 'IDENTITY_NOT_HELD'
  | 'KEY_INVALID'
  | 'KEY_MISMATCH'
  | 'KEY_SET_UNREADABLE'
  | 'ORGANISATION_UNKNOWN'
  | 'PARTICIPANT_MISMATCH'
  | 'SECRET_EXPOSED'
  | 'SECRET_INVALID'
  | 'TOKEN_INVALID';

/** An error of the gateway itself: its configuration, its files, its tokens. */
export class GatewayError extends Error {
  override readonly name = 'GatewayError';

  constructor(
    readonly code: GatewayErrorCode,
    message: string,
  ) {
    super(message);
  }
}
