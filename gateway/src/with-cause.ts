/** Adds the error behind an error: for the log, never for the caller. */
export function withCause<E extends Error>(error: E, cause: unknown): E {
  error.cause = cause;
  return error;
}
