/** The streams that a command writes to. */
export interface Streams {
  readonly out: NodeJS.WritableStream;
  readonly err: NodeJS.WritableStream;
}

/** The environment of a command line: streams, terminal, profiles and the environment's own profile. */
export interface Surroundings extends Streams {
  /** The path of the file of profiles. */
  readonly config: string;
  /** The name of a profile. */
  readonly profile?: string | undefined;
  /** A token that takes precedence over the profile's. */
  readonly token?: string | undefined;
  /** The address at which the token is used; without it, the profile's. */
  readonly url?: string | undefined;
  /** Set if `err` is a terminal, on which a progress bar may be drawn. */
  readonly isTerminal: boolean;
  /** Set if the text on `out` may have colours. */
  readonly isColoured?: boolean | undefined;
  /** Asks the person at the terminal, if there is one. */
  readonly ask?: ((question: string) => Promise<string>) | undefined;
  /** Opens an address in a browser, if the person is at a terminal. */
  readonly openAddress?: ((address: string) => void) | undefined;
  /** The width of the terminal, in columns. */
  readonly columns?: number | undefined;
}
