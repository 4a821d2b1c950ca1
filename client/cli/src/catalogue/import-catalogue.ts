import { makeImportId } from '@databund/model';
import { DatabundError, type Databund } from '@databund/client';
import { unreachableCodes } from '../unreachable-codes';
import { Pace } from './pace';
import { importRecord, type RecordOutcome } from './import-record';
import type { Ready } from './read-catalogue';
import type { Rejected } from './record';

/** Options of an import: participants, source, and the number of listings at the same time. */
export interface ImportOptions {
  readonly databund: Databund;
  /** The provider's participant id. The id of a listing is made from provider, source and identifier. */
  readonly provider: string;
  readonly source: string;
  /** The operator, who reviews and ends the notice period if listings are to be published at once. */
  readonly operator?: Databund | undefined;
  /** Makes a new version of a listing whose content changed after its review began. */
  readonly newVersions?: boolean | undefined;
  /** The largest number of listings that are imported at the same time; fewer while the exchange answers slowly. */
  readonly concurrency: number;
  /** Makes a new version of a listing that was delisted or rejected while its record is in the source. */
  readonly canReturn?: boolean | undefined;
  /** Is called after each record, in any order. */
  readonly onRecord?: ((record: Ready, id: string, outcome: RecordOutcome | 'refused', reason?: string) => void) | undefined;
  readonly onDone?: ((done: number) => void) | undefined;
}

/** The number of records for each outcome; `published` counts them a second time. */
export type ImportOutcomes = Readonly<Record<RecordOutcome | 'published', number>>;

/** The result of an import. */
export interface ImportSummary {
  readonly outcomes: ImportOutcomes;
  readonly failed: readonly Rejected[];
}

/**
 * Imports records, several at the same time. A second run does only what is left.
 * @throws DatabundError NETWORK_UNAVAILABLE, TOKEN_INVALID, IDENTITY_NOT_HELD, after which no record is begun
 */
export async function importRecords(records: Iterable<Ready> | AsyncIterable<Ready>, options: ImportOptions): Promise<ImportSummary> {
  const outcomes = { created: 0, edited: 0, 'new-version': 0, returned: 0, 'already-there': 0, 'changed-at-source': 0, published: 0 };
  const failed: Rejected[] = [];
  const queue = iterate(records);
  const pace = new Pace(options.concurrency);
  const progress = { done: 0, isEnded: false };
  const work = async () => {
    for (let next = await queue.next(); next.done !== true; next = await queue.next()) {
      if (progress.isEnded) return;
      const record = next.value;
      const id = makeImportId(options.provider, options.source, record.identifier);
      try {
        const { outcome, isPublished } = await pace.run(() => importRecord(record, id, { ...options, pace }));
        outcomes[outcome] += 1;
        if (isPublished) outcomes.published += 1;
        options.onRecord?.(record, id, outcome);
      } catch (error) {
        if (!isOfOneRecord(error)) {
          progress.isEnded = true;
          throw error;
        }
        failed.push({ file: record.file, line: record.line, identifier: record.identifier, reason: error.message, code: error.code });
        options.onRecord?.(record, id, 'refused', error.message);
      }
      options.onDone?.((progress.done += 1));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return { outcomes, failed: failed.sort((one, other) => one.line - other.line) };
}

/** Iterates over records that several workers take one after another. */
async function* iterate(records: Iterable<Ready> | AsyncIterable<Ready>): AsyncGenerator<Ready> {
  yield* records;
}

/** Returns whether only this record failed. A lost gateway and an expired token stop the whole import. */
function isOfOneRecord(error: unknown): error is DatabundError {
  return error instanceof DatabundError && !unreachableCodes.has(error.code);
}
