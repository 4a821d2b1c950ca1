import type { ListingContent } from '@databund/model';

/** An object of a source's JSON. */
export type SourceObject = Readonly<Record<string, unknown>>;

/** A listing's content that a format makes from a record, without its source. */
export interface Mapped {
  readonly content: ListingContent;
  /** The members of the record that have no place in a listing. */
  readonly rest: SourceObject | undefined;
  /** The held files that lie beside the catalogue. */
  readonly files: readonly LocalFile[];
}

/** The reasons for which a record cannot become a listing. */
export type RecordErrorCode =
  | 'ACCESS_NOT_PUBLIC'
  | 'CONTENT_INVALID'
  | 'FILE_DIFFERS'
  | 'FILE_MISSING'
  | 'IDENTIFIER_REPEATED'
  | 'LIMIT_EXCEEDED'
  | 'MEMBER_INVALID'
  | 'MEMBER_MISSING';

/** A record that cannot become a listing. Its message continues a sentence that begins with "the record". */
export class RecordError extends Error {
  override readonly name = 'RecordError';

  constructor(
    readonly code: RecordErrorCode,
    message: string,
  ) {
    super(message);
  }
}

/** The local file with the bytes of a held distribution. */
export interface LocalFile {
  readonly name: string;
  readonly path: string;
}

/** A record that is not imported, with its line and the reason. */
export interface Rejected {
  readonly file: string;
  readonly line: number;
  readonly identifier: string;
  readonly reason: string;
}

/** A format of catalogues: how their records become listings. */
export interface Format {
  readonly name: string;
  /** Returns whether a document has this format. */
  readonly recognises: (document: SourceObject) => boolean;
  /** The member that holds the list of records. Without it, the whole document is one record. */
  readonly recordsIn?: string;
  /** The member that identifies a record in its source. */
  readonly identifier: string;
  /** @throws RecordError */
  readonly map: (record: SourceObject, catalogue: CatalogueContext) => Promise<Mapped> | Mapped;
}

/** The catalogue around a record. */
export interface CatalogueContext {
  readonly folder: string;
  readonly document: SourceObject;
  /** BCP 47 tag of texts that do not name their language. */
  readonly language: string;
}
