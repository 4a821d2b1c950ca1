/** The kinds of fault in what was typed, or in a file that it names. */
export type UsageErrorCode =
  | 'CATALOGUE_UNKNOWN'
  | 'CERTIFICATE_INVALID'
  | 'COMMAND_MISSING'
  | 'DELIVERY_WITHOUT_FILES'
  | 'FILE_EXISTS'
  | 'FILE_MISSING'
  | 'FOLDER_INVALID'
  | 'JSON_INVALID'
  | 'OPTION_INVALID'
  | 'OPTIONS_CONFLICT'
  | 'PACK_INVALID'
  | 'PROFILE_INVALID'
  | 'PROFILE_MISSING'
  | 'REFERENCE_UNCLEAR'
  | 'REFERENCE_UNKNOWN'
  | 'SOURCE_MISSING';

/** A command that cannot be run as it was typed. */
export class UsageError extends Error {
  override readonly name = 'UsageError';

  constructor(
    readonly code: UsageErrorCode,
    message: string,
  ) {
    super(message);
  }
}
