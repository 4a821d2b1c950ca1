import type { ListingContent } from '@databund/model';

/** An object of a source’s JSON. */
export type SourceObject = Readonly<Record<string, unknown>>;

/** What a record becomes: a listing’s content, with the held files that lie beside the catalogue. */
export interface Mapped {
  readonly content: ListingContent;
  readonly files: readonly LocalFile[];
}

/** A record that cannot become a listing; its message goes on where “the record …” begins. */
export class UnusableRecord extends Error {
  override readonly name = 'UnusableRecord';
}

/** A held distribution’s bytes on this machine. */
export interface LocalFile {
  readonly name: string;
  readonly path: string;
}

/** A record that is not imported, by line and reason. */
export interface Rejected {
  readonly file: string;
  readonly line: number;
  readonly identifier: string;
  readonly reason: string;
}

/** How a catalogue’s records become listings. */
export interface Format {
  readonly name: string;
  /** Says whether a document is of this format. */
  readonly recognises: (document: SourceObject) => boolean;
  /** Where its records lie: an array’s member name; none where the whole document is one record. */
  readonly recordsIn?: string;
  /** The member that identifies a record in its source. */
  readonly identifier: string;
  /** @throws UnusableRecord */
  readonly map: (record: SourceObject, catalogue: CatalogueContext) => Promise<Mapped> | Mapped;
}

/** What a record may need of its catalogue. */
export interface CatalogueContext {
  readonly folder: string;
  readonly document: SourceObject;
  /** BCP 47: of texts that do not say theirs. */
  readonly language: string;
}
