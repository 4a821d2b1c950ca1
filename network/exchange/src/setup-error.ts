/** Why the exchange on this machine cannot be started or changed. */
export type SetupErrorCode =
  | 'CAST_MISSING'
  | 'CAST_UNREADABLE'
  | 'FOUNDING_UNREADABLE'
  | 'PROFILE_TAKEN'
  | 'LOCK_HELD'
  | 'FOLDER_NOT_WRITABLE'
  | 'NOT_STARTED'
  | 'NOT_SERVING'
  | 'NUMBER_INVALID'
  | 'CLOCK_NOT_POSSIBLE'
  | 'NAME_INVALID'
  | 'ROLE_UNKNOWN'
  | 'ROLE_NOT_ALLOWED'
  | 'ORGANISATION_UNKNOWN'
  | 'PARTICIPANT_DIFFERS'
  | 'PARTICIPANT_NOT_USABLE'
  | 'KEY_MISSING'
  | 'KEY_MISMATCH'
  | 'PORT_TAKEN'
  | 'FABRIC_BIN_MISSING'
  | 'PROCESS_FAILED'
  | 'RULES_CHANGED'
  | 'OUTPUT_UNEXPECTED'
  | 'SEED_MISSING'
  | 'DEMO_FAILED';

/** An error of this package: its message names what is wrong, the value, what was expected and the next step. */
export class SetupError extends Error {
  override readonly name = 'SetupError';

  /** `exitCode`: the exit code of the command that fails with this error. */
  constructor(
    readonly code: SetupErrorCode,
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** The text of any thrown value. */
export function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
