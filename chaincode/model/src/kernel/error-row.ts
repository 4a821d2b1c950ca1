/** When a caller may try again: never, after reading the object, immediately, or later. */
export type Retry = 'never' | 'after-read' | 'immediately' | 'later';

/** Meaning of a code, and what its receiver can do. */
export interface ErrorRow {
  /** The HTTP status at the gateway. */
  readonly status: number;
  readonly retry: Retry;
  readonly meaning: string;
  readonly remedy: string;
}

/** Makes the row of an object that is absent. One that the caller may not see gives the same code. */
export const makeNotFoundRow = (what: string): ErrorRow => ({
  status: 404,
  retry: 'never',
  meaning: `The ${what} does not exist, or you may not see it.`,
  remedy: 'Check the id and the participant that you are signed in as.',
});
