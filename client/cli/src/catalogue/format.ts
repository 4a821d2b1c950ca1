import type { Members } from './members';
import type { Draft, MappingOptions, OutsideRecord, SourceRecord } from './record';
import type { SourceObject } from './source-object';

/** The catalogue around a record. */
export interface CatalogueContext extends MappingOptions {
  /** The folder of the file, in which held files lie. */
  readonly folder: string;
  /** The document around the record, if its format needs it. */
  readonly document: SourceObject;
  readonly type?: SourceRecord['type'];
  /** The name of the file without its extension. */
  readonly fileName?: string;
}

/** A format of catalogues: how its records become listings. */
export interface Format {
  readonly name: string;
  /** Set if the format writes lists as lists, so that a text with commas is a fault. */
  readonly hasLists?: boolean;
  /** Returns the value that identifies a record in its source. */
  readonly identify: (record: SourceObject, context: { readonly fileName: string }) => unknown;
  /** @throws RecordError */
  readonly map: (members: Members, catalogue: CatalogueContext) => Promise<Draft> | Draft;
}

/** Recognises documents and records of a format that is written in JSON. */
export interface JsonFormat extends Format {
  /** Returns whether a document with these members has this format. */
  readonly recognises: (document: SourceObject) => boolean;
  /** Returns whether an element of a list has this format. */
  readonly recognisesRecord: (record: SourceObject) => boolean;
  /** The members of a document whose lists hold records. Without them, the document is one record, or `listRecords` finds its records. */
  readonly lists?: readonly string[];
  /** Yields the records of one element of a list, or of a document. */
  readonly listRecords?: (element: SourceObject, list: string, line: number) => Iterable<SourceRecord | OutsideRecord>;
}
