/** What a caller can do about a refusal. */
export type Retry = 'never' | 'after-read' | 'immediately' | 'later';

/** What a code means, and what its receiver can do. */
export interface ErrorRow {
  /** HTTP status at the gateway. */
  readonly status: number;
  readonly retry: Retry;
  readonly meaning: string;
  readonly remedy: string;
}

/** Absent and forbidden look alike. */
export const notFound = (what: string): ErrorRow => ({
  status: 404,
  retry: 'never',
  meaning: `There is no such ${what}, or none that you may see.`,
  remedy: 'Check the id, and who you are signed in as.',
});
