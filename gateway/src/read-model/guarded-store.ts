import { makeDamaged, ReadModelError, type ReadStore, type Row, type Statement, type Value } from './read-store';

/** Damage that a store has noted: the one that follows it must not begin again for the same. */
const noted = new WeakSet<ReadModelError>();

/** A store that answers nothing more once it was found to be damaged, so that no answer is made of a part of its rows. */
export class GuardedStore implements ReadStore {
  private damage: ReadModelError | undefined;

  constructor(
    private readonly store: ReadStore,
    private readonly noteDamage: () => void,
  ) {}

  /** True from the first read or write that found damage. */
  get isDamaged(): boolean {
    return this.damage !== undefined;
  }

  /** Notes damage that a reader found in its rows, unless it was noted where it was found. */
  report(error: unknown): void {
    if (isDamage(error) && !noted.has(error)) this.note(error);
  }

  query(sql: string, ...values: readonly Value[]): Promise<readonly Row[]> {
    return this.guard(() => this.store.query(sql, ...values));
  }

  write(statements: readonly Statement[]): Promise<void> {
    return this.guard(() => this.store.write(statements));
  }

  /** Closes the store; of a damaged one nothing is worth keeping. */
  async close(): Promise<void> {
    try {
      await this.store.close();
    } catch (error) {
      if (!this.isDamaged && !isDamage(error)) throw error;
    }
    this.damage ??= makeDamaged('it is closed');
  }

  private async guard<T>(work: () => Promise<T>): Promise<T> {
    if (this.damage) throw this.damage;
    try {
      return await work();
    } catch (error) {
      if (isDamage(error)) this.note(error);
      throw error;
    }
  }

  private note(damage: ReadModelError): void {
    if (this.damage) return;
    this.damage = damage;
    noted.add(damage);
    this.noteDamage();
  }
}

/** Returns whether an error says that a store is damaged. */
export function isDamage(error: unknown): error is ReadModelError {
  return error instanceof ReadModelError && error.code === 'STORE_DAMAGED';
}
