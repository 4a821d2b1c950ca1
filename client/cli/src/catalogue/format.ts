import type { Members } from './members';
import type { CanOpen } from './input/split-json';
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
  /** Divides a large document, so that its records are read one by one. */
  readonly parts?: DocumentParts;
  /** Yields the records of a document that is read as a whole; without it, the document is one record. */
  readonly listRecords?: (document: SourceObject, line: number) => Iterable<SourceRecord | OutsideRecord>;
}

/** Divides a document into parts that hold its records. */
export interface DocumentParts {
  readonly canOpen: CanOpen;
  /** Returns whether the records of a document are in what is opened, by the document's outline; always, if it is left out. */
  readonly isSplit?: (outline: SourceObject) => boolean;
  /** Set if only this format has lists of these names, so that the first record decides. */
  readonly hasOwnLists?: boolean;
  /** Set if a list of records without a document around it is this format's too. */
  readonly hasRootList?: boolean;
  /** Yields the records of a part, or the part itself as one outside of the records. @throws RecordError */
  readonly list: (part: DocumentPart) => Iterable<SourceRecord | OutsideRecord>;
}

/** An element of a list that is opened, or another member, by the names of the members in which it is. */
export interface DocumentPart {
  readonly member: string;
  readonly isElement: boolean;
  readonly value: unknown;
  readonly line: number;
}
