import { idOfImport } from '@databund/model';
import type { Databund } from '@databund/client';
import { DatabundError } from '@databund/client';
import { importRecord, type RecordOutcome } from './import-record';
import type { Ready } from './read-catalogue';
import type { Rejected } from './record';

/** How records become listings on the exchange. */
export interface ImportOptions {
  readonly databund: Databund;
  /** The provider’s participant id: with source and identifier it makes the listing’s id. */
  readonly provider: string;
  readonly source: string;
  /** Reviews and ends notice, where listings are to be published at once. */
  readonly operator?: Databund | undefined;
  /** Makes a new version of a listing whose content changed after its review began. */
  readonly newVersions?: boolean | undefined;
  /** Listings under way at once. */
  readonly concurrency: number;
  readonly onDone?: ((done: number) => void) | undefined;
}

/** How many records came to which end; `published` counts them once more. */
export type ImportOutcomes = Readonly<Record<RecordOutcome | 'published', number>>;

/** What became of a catalogue. */
export interface ImportSummary {
  readonly outcomes: ImportOutcomes;
  readonly failed: readonly Rejected[];
}

/**
 * Imports records, several at once; run again it does only what is still to be done.
 * @throws DatabundError where the gateway cannot be reached or does not know the caller: then nothing more is begun
 */
export async function importRecords(records: readonly Ready[], options: ImportOptions): Promise<ImportSummary> {
  const outcomes = { created: 0, edited: 0, 'new version': 0, 'already there': 0, 'changed at its source': 0, published: 0 };
  const failed: Rejected[] = [];
  const queue = records.values();
  const progress = { done: 0, isEnded: false };
  const work = async () => {
    for (const record of queue) {
      if (progress.isEnded) return;
      try {
        const { outcome, isPublished } = await importRecord(
          record,
          idOfImport(options.provider, options.source, record.identifier),
          options,
        );
        outcomes[outcome] += 1;
        if (isPublished) outcomes.published += 1;
      } catch (error) {
        if (!isOfOneRecord(error)) {
          progress.isEnded = true;
          throw error;
        }
        failed.push({ file: record.file, line: record.line, identifier: record.identifier, reason: error.message });
      }
      options.onDone?.((progress.done += 1));
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  return { outcomes, failed: failed.sort((one, other) => one.line - other.line) };
}

/** What befalls one record befalls no other; a gateway that is gone, or a token that ended, befalls them all. */
function isOfOneRecord(error: unknown): error is DatabundError {
  return error instanceof DatabundError && !['NETWORK_UNAVAILABLE', 'TOKEN_INVALID', 'IDENTITY_NOT_HELD'].includes(error.code);
}
