/** Who takes part in an exchange of these runs, by the ids of participants. */
export interface Cast {
  readonly providers: readonly string[];
  /** Who are providers and buyers at once. */
  readonly traders: readonly string[];
  readonly buyers: readonly string[];
  readonly operators: readonly string[];
  readonly authority: string;
  readonly assessors: readonly string[];
  readonly arbiters: readonly string[];
  readonly auditor: string;
}
