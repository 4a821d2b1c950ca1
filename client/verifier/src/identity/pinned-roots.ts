/** Root certificates (PEM) by MSP id. */
export type PinnedRoots = Readonly<Record<string, readonly string[]>>;
