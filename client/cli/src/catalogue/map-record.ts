import { hashJson, toCanonicalJson, type ListingContent } from '@databund/model';
import { dropContacts } from './contacts';
import type { CatalogueContext, Format, LocalFile, SourceObject } from './record';

const sourceLimitBytes = 8_192;

/** A record as it will be listed. */
export interface MappedRecord {
  readonly content: ListingContent;
  readonly files: readonly LocalFile[];
  /** The paths of the members that name or reach a person and were left out. */
  readonly droppedContacts: readonly string[];
}

/**
 * Maps a record to a listing's content. Members that have no place in a listing go into `source`, except those that name or reach a
 * person, which are left out unless `keepContacts` is set. @throws RecordError
 */
export async function mapRecord(
  format: Format,
  record: SourceObject,
  { keepContacts, ...context }: CatalogueContext & { readonly keepContacts?: boolean | undefined },
): Promise<MappedRecord> {
  const { content, rest = {}, files } = await format.map(record, context);
  const { kept, dropped } = keepContacts === true ? { kept: rest, dropped: [] } : dropContacts(rest);
  return { content: { ...content, source: makeSource(format.name, kept) }, files, droppedContacts: dropped };
}

/** Returns a listing's source: the remaining members as canonical JSON up to 8 KiB, above that their hash. */
function makeSource(format: string, rest: SourceObject = {}): NonNullable<ListingContent['source']> {
  if (Object.keys(rest).length === 0) return { format };
  const text = toCanonicalJson(rest);
  return Buffer.byteLength(text) <= sourceLimitBytes ? { format, record: text } : { format, recordHash: hashJson(rest) };
}
