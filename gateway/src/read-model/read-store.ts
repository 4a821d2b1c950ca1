/** A value of a column. Texts contain no U+0000: some drivers end a text there, so keys are bytes. */
export type Value = string | number | Uint8Array | null;
/** A row by the names of its columns. */
export type Row = Readonly<Record<string, Value>>;

/** A statement of SQL with `?` for each value. */
export interface Statement {
  readonly sql: string;
  readonly values: readonly Value[];
}

/** A store of rows. It is asynchronous, so that a database in another process can be behind it. */
export interface ReadStore {
  /** Returns the rows of a query. */
  query(sql: string, ...values: readonly Value[]): Promise<readonly Row[]>;
  /** Runs statements in one transaction: all of them, or none. */
  write(statements: readonly Statement[]): Promise<void>;
  close(): Promise<void>;
}

/** Names why rows cannot be what the blocks say. */
export type ReadModelErrorCode = 'BLOCK_FOREIGN' | 'BLOCK_FORKED' | 'BLOCK_MISSING' | 'STORE_DAMAGED' | 'VALUE_PRIVATE';

/** An error of the read model that its operator sees: a ledger that it does not continue, or a store that cannot be read. */
export class ReadModelError extends Error {
  override readonly name = 'ReadModelError';

  constructor(
    readonly code: ReadModelErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** Returns the text of a column. @throws ReadModelError STORE_DAMAGED */
export function getText(row: Row, name: string): string {
  const value = row[name];
  if (typeof value === 'string') return value;
  throw makeDamaged(`${name} is not a text`);
}

/** Returns the number of a column. @throws ReadModelError STORE_DAMAGED */
export function getNumber(row: Row, name: string): number {
  const value = row[name];
  if (typeof value === 'number') return value;
  throw makeDamaged(`${name} is not a number`);
}

/** Returns the bytes of a column. @throws ReadModelError STORE_DAMAGED */
export function getBytes(row: Row, name: string): Uint8Array {
  const value = row[name];
  if (value instanceof Uint8Array) return value;
  throw makeDamaged(`${name} is not bytes`);
}

/** Returns the error for a store that has something else than what was written. */
export function makeDamaged(reason: string): ReadModelError {
  return new ReadModelError('STORE_DAMAGED', `The store is damaged: ${reason}.`);
}
