import type { ListingContent } from '@databund/chaincode/model';

/** One record of a source catalogue, as its text has it. */
export interface SourceRecord {
  /** The source’s own identifier of the record. */
  readonly identifier: unknown;
  readonly value: unknown;
  /** Where the record begins: a file, and a line from 1. */
  readonly file: string;
  readonly line: number;
}

/** What becomes of a record: a listing’s content, with files that lie beside the catalogue; or why not. */
export type Mapped =
  | { readonly ok: true; readonly identifier: string; readonly content: ListingContent; readonly files: readonly LocalFile[] }
  | { readonly ok: false; readonly reason: string };

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
  readonly recognises: (document: unknown) => boolean;
  /** Where its records lie: an array’s member name; none where the whole document is one record. */
  readonly recordsIn?: string;
  readonly identifierOf: (record: Readonly<Record<string, unknown>>) => unknown;
  readonly map: (record: Readonly<Record<string, unknown>>, catalogue: CatalogueContext) => Promise<Mapped> | Mapped;
}

/** What a record may need of its catalogue. */
export interface CatalogueContext {
  readonly folder: string;
  readonly document: Readonly<Record<string, unknown>>;
  /** BCP 47: of texts that do not say theirs. */
  readonly language: string;
}
