/** An object of a source's JSON. */
export type SourceObject = Readonly<Record<string, unknown>>;
