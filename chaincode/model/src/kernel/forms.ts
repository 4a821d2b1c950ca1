import { FormatRegistry, Kind, Type, TypeRegistry, type Static, type TSchema } from '@sinclair/typebox';
import { isCurrency } from './currency';

/** The kinds of objects that have ids of their own. */
export const idKinds = ['ptc', 'lst', 'aut', 'trd', 'dlv', 'res', 'man', 'sta', 'dis'] as const;
export type IdKind = (typeof idKinds)[number];

/** An id: its kind and 26 characters of Crockford's base 32 in lower case (130 bits). The client makes it. */
export const Id = (kind: IdKind) =>
  Type.String({ pattern: `^${kind}-[0-9a-hjkmnp-tv-z]{26}$`, description: `An id: ${kind}- and 26 characters of Crockford's base 32.` });

/** A version of a listing, from 1. */
export const Version = Type.Integer({ minimum: 1, maximum: 99_999 });
/** The revision of an object that the caller read, from 1. */
export const Revision = Type.Integer({ minimum: 1, maximum: Number.MAX_SAFE_INTEGER });
/** The code of a currency. */
export const Currency = Type.String({ format: 'currency', description: 'A currency by its code in ISO 4217, such as `CNY`.' });
/** A time in UTC with milliseconds, `YYYY-MM-DDTHH:mm:ss.sssZ`, so that texts sort like times. */
export const Instant = Type.String({ format: 'instant', description: 'A time in UTC: YYYY-MM-DDTHH:mm:ss.sssZ.' });
/** Names the MSP of an organisation, as the channel configuration does. */
export const MspId = Type.String({ pattern: '^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$' });
/** Text of one line. */
export const Line = (maxLength: number) => Type.String({ minLength: 1, maxLength, format: 'line' });
/** A name that may become a key and that people compare by eye: one line in Unicode normal form C, without direction characters. */
export const Name = (maxLength: number) => Type.String({ minLength: 1, maxLength, format: 'name' });
/** The name of a file with its folders, which every client can use as a path: see `isFileName`. */
export const FileName = Type.String({
  minLength: 1,
  maxLength: 255,
  format: 'file-name',
  description: 'The name of a file with its folders.',
});
/** Text of any lines, without NUL or lone surrogates. HTML in it is plain text. */
export const Text = (maxLength: number) => Type.String({ minLength: 1, maxLength, format: 'text' });
/** An http or https address without spaces, quotes and angle brackets. */
export const WebAddress = Type.String({ maxLength: 2_048, pattern: '^https?://[^\\s\\u0000-\\u001f<>"]+$' });
/** Text in several languages, by BCP 47 tag. It is stored exactly as given. */
export const LanguageMap = (maxLength: number) =>
  Type.Record(Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' }), Text(maxLength), {
    minProperties: 1,
    maxProperties: 32,
    additionalProperties: false,
  });

/** A title or a name in one or more languages. */
export const Title = LanguageMap(1_000);

/** One of several codes. */
export function OneOf<const W extends string>(...words: readonly W[]) {
  return Type.Unsafe<W>({ [Kind]: 'OneOf', type: 'string', enum: words });
}

/** An object that rejects unknown members. */
export function Closed<P extends Record<string, TSchema>>(properties: P, description = '') {
  return Type.Object(properties, { additionalProperties: false, ...(description && { description }) });
}

/** A page of a list; `next` is the cursor of the page after it. */
export const PageOf = <T extends TSchema>(item: T) => Closed({ items: Type.Array(item), next: Type.Optional(Type.String()) });
/** The input of every list. */
export const pageInput = {
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 200, description: 'Objects per page. The default is 50.' })),
  cursor: Type.Optional(Type.String({ maxLength: 1_024, description: 'Where to continue: `next` of the previous page.' })),
};
/** A page of a list; `next` is the cursor of the page after it, absent on the last. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next?: string;
}

export type LanguageMap = Static<ReturnType<typeof LanguageMap>>;

const instant = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/;

/** Returns whether a text is a time in the form of the exchange that exists in the calendar. */
export function isInstant(text: string): boolean {
  if (!instant.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString() === text;
}

/** Returns whether a text is well formed: no NUL, no lone surrogate, no U+10FFFF, which Fabric reserves. */
export function isText(text: string): boolean {
  return text.isWellFormed() && !text.includes('\u0000') && !text.includes('\u{10ffff}');
}

/** Returns whether a text is well formed and has one line without control characters. */
export function isLine(text: string): boolean {
  return isText(text) && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(text);
}

/**
 * Returns whether a text is one line in Unicode normal form C without characters that change the direction of text. Two of them look alike
 * only if they are of letters that look alike.
 */
export function isName(text: string): boolean {
  return isLine(text) && !/\p{Bidi_Control}/u.test(text) && text.normalize('NFC') === text;
}

/** Returns whether a text is a name whose parts between slashes are safe in every file system and on every command line. */
export function isFileName(text: string): boolean {
  return isName(text) && text.split('/').every((part) => /^[^.\\-][^\\]*$/.test(part));
}

/** The reasons why a text does not match a format. */
export const formatReasons: Readonly<Record<string, string>> = {
  currency: 'is not the code of a currency (ISO 4217), such as CNY',
  instant: 'is not a time in UTC: YYYY-MM-DDTHH:mm:ss.sssZ',
  line: 'has several lines or a control character',
  name: 'is not one line in Unicode normal form C without control and direction characters',
  'file-name':
    'is not the name of a file with its folders: each part between slashes is in Unicode normal form C, does not begin with a dot or a dash, and has no control character, direction character or backslash',
  text: 'contains NUL, a lone surrogate or U+10FFFF',
};

/** The formats that the schemas name, for TypeBox and other JSON Schema validators. */
export const formats: Readonly<Record<string, (text: string) => boolean>> = {
  currency: isCurrency,
  instant: isInstant,
  line: isLine,
  name: isName,
  'file-name': isFileName,
  text: isText,
};
TypeRegistry.Set<{ readonly enum: readonly unknown[] }>('OneOf', (schema, value) => schema.enum.includes(value));
for (const [name, holds] of Object.entries(formats)) FormatRegistry.Set(name, holds);
