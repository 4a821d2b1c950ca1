import {
  charter,
  execute,
  ExchangeError,
  hashBytes,
  keys,
  listSaid,
  Session,
  type AnyEvaluate,
  type Caller,
  type Key,
  type LanguageMap,
  type Recorded,
} from '@databund/model';
import type { Static, TSchema } from '@sinclair/typebox';
import type { ReportSource } from './report';

const stepKeys = 100;

/** Reads the objects of a report by the reads of the model, as the caller who gets it. */
export class ReportReader {
  private readonly caller: Caller;

  /** @param participant the caller; without it the report is made for those who oversee */
  constructor(
    readonly source: ReportSource,
    participant = '',
  ) {
    this.caller = { participantId: participant, mspId: '', certHash: hashBytes(''), roles: participant === '' ? ['auditor'] : [] };
  }

  /** Returns an object; `undefined` if the model shows it to nobody, or not to the caller. */
  async read<O extends TSchema>(
    transaction: Omit<AnyEvaluate, 'output'> & { readonly output: O },
    command: object,
  ): Promise<Static<O> | undefined> {
    const { time } = this.source;
    try {
      const call = { caller: this.caller, txId: '', agreedFounding: hashBytes(''), time, command };
      return (await execute(transaction, this.open(), call)).answer;
    } catch (error) {
      if (error instanceof ExchangeError) return undefined;
      throw error;
    }
  }

  /** Returns a record as far as its organisations have said it. */
  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return this.open().find(key);
  }

  /** Yields the last attribute of each key below a prefix, in order. */
  async *listIds(prefix: Key): AsyncGenerator<string> {
    let after: Key | undefined;
    for (;;) {
      const found = await this.source.store.readPage(prefix, { limit: stepKeys, ...(after && { after }) });
      for (const { parts } of found) yield parts.at(-1) ?? '';
      after = found.at(-1);
      if (!after || found.length < stepKeys) return;
    }
  }

  /** Returns the title of a listing version, in English if it has one. */
  async findTitle(listing: string, version: number): Promise<string> {
    const record = await this.find(keys.listingVersion(listing, version));
    return record ? pickTitle(record.content.title) : '';
  }

  /** Opens a session for each object, because one remembers all that it reads. */
  private open(): Session {
    return new Session(this.source.store, charter, this.source.time);
  }
}

/** Returns a title in English, else in the first of its languages. */
export function pickTitle(title: LanguageMap): string {
  return title['en'] ?? Object.entries(title).sort(([one], [other]) => (one < other ? -1 : 1))[0]?.[1] ?? '';
}

/** Returns when a record was made. */
export function findBeginning(record: Recorded<unknown>): string {
  return (listSaid(record)[0]?.change ?? record.change).at;
}

/** Returns whether an instant is in a year; every one is if no year is asked for. */
export function isInYear(instant: string, year: string | undefined): boolean {
  return year === undefined || instant.startsWith(`${year}-`);
}
