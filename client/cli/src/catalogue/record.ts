import type { ContentLimits, ListingContent } from '@databund/model';
import type { SourceObject } from './source-object';
import type { PlaceTable } from '@databund/client';

/** The members that a format reads from a record, before the defaults of the source are added. */
export type Draft = Partial<ListingContent> & {
  /** The held files that lie next to the catalogue. */
  readonly files?: readonly LocalFile[];
  /** Set if the draft is a whole content, from an export of an exchange. */
  readonly isComplete?: boolean;
  /** The level of access that the source states, such as `public`. */
  readonly access?: string | undefined;
};

/**
 * Says what an import did to a member: used a default, listed it in another form, kept it only in the source, cut it, kept only its hash,
 * left it out because it reaches a person or follows from the format, removed credentials from it, or lists what is probably wrong.
 */
export type NoteKind = 'assumed' | 'changed' | 'raw' | 'cut' | 'hashed' | 'contact' | 'implied' | 'outside' | 'credentials' | 'doubtful';

/** Returns whether a remark is a warning: a person should look at the member. */
export function isWarning({ kind }: Note): boolean {
  return kind === 'raw' || kind === 'cut' || kind === 'credentials' || kind === 'doubtful';
}

/** A remark on one member of a record. */
export interface Note {
  readonly kind: NoteKind;
  /** The path of the member, with places of lists: `distribution.0.downloadURL`. */
  readonly path: string;
  readonly reason?: string;
  /** The value that the source has, if it is neither in the listing nor in its source. */
  readonly value?: unknown;
}

/** The local file with the bytes of a held distribution. */
export interface LocalFile {
  readonly name: string;
  readonly path: string;
}

/** The place of a record in its source. */
export interface SourcePlace {
  readonly file: string;
  readonly line: number;
}

/** A record that is not imported, with its place and the reason. */
export interface Rejected extends SourcePlace {
  readonly identifier: string;
  readonly reason: string;
  readonly code?: string;
}

/** A record as its format finds it in a document. */
export interface SourceRecord {
  readonly value: SourceObject;
  readonly line: number;
  /** The kind of thing that is described; a dataset by default. */
  readonly type?: 'dataset' | 'series' | 'service';
  /** Set if the record is written inside another one, and can be an element of its own too. */
  readonly isNested?: boolean;
}

/** Members of a document that belong to no record, such as the title of the catalogue. */
export interface OutsideRecord {
  readonly path: string;
  readonly value: unknown;
  readonly line: number;
}

/** Options of mapping members: language, strictness, places, and what a source says of its records. */
export interface MappingOptions {
  /** BCP 47 tag of texts that do not name their language. */
  readonly language: string;
  /** Rejects a record if one of its members cannot be listed as it is. */
  readonly isStrict: boolean;
  readonly places?: PlaceTable | undefined;
  /** The web address of the document, against which relative addresses are resolved. */
  readonly base?: string | undefined;
  readonly keepContacts?: boolean | undefined;
  /** Set if the format writes lists as lists, so that a text with commas is a fault. */
  readonly hasLists?: boolean | undefined;
  /** The limits of the exchange. */
  readonly limits: ContentLimits;
  readonly rules?: SourceRules | undefined;
  /** The name of the publisher of records that name none. */
  readonly publisher?: string | undefined;
}

/** Rules of the file of a source for its records: defaults, and values that replace others. */
export interface SourceRules {
  readonly defaults?: Partial<ListingContent> | undefined;
  readonly map?: Readonly<Partial<Record<'licence' | 'publisher' | 'theme' | 'grade', Readonly<Record<string, string>>>>> | undefined;
}
