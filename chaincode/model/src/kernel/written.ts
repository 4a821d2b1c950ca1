import { KindGuard, OptionalKind, Type, type TSchema } from '@sinclair/typebox';
import { Closed, Text } from './forms';
import type { Hash } from './hash';
import { hashSalted } from './salted';
import { Reason, TextHash, longestText, ofText, type ReasonCode } from './text';

/** An input as people write it: texts in place of their hashes, and a reason as words or as a code with words. */
export type Written<T> = unknown extends T
  ? T
  : T extends object
    ? string extends keyof T
      ? T
      : 'ofText' extends keyof T
        ? string | Hash
        : T extends { readonly code: ReasonCode }
          ? string | { readonly code: ReasonCode; readonly text?: string } | T
          : { [K in keyof T]: Written<T[K]> }
    : T;

/** The words that one organisation keeps, with the salt of their public hash. */
export interface KeptWords {
  readonly text: string;
  readonly salt: string;
}

/** A text that must be kept before the step that names its hash. */
export interface TextToKeep {
  readonly hash: Hash;
  readonly transient: KeptWords;
}

/** The form of a private text. */
export const Words = Text(longestText);

/** The form of a private text as people write it. */
export const WrittenText = Type.Union([Words, TextHash], {
  description: 'A text, which your organisation keeps; or its salted hash, if it is kept already.',
});

/** The form of a reason as people write it. */
export const WrittenReason = Type.Union([Words, Closed({ code: Reason.properties.code, text: Type.Optional(Words) }), Reason], {
  description: 'Why: words, whose code is `other`; or a code and words. Your organisation keeps the words; the code is public.',
});

/** Returns whether a form is that of the hash of a private text. */
export function isTextHash(schema: TSchema): boolean {
  return ofText in schema;
}

/** Returns whether a form is that of a reason. */
export function isReason({ properties }: TSchema): boolean {
  return properties === Reason.properties;
}

const writtenForms = new WeakMap<TSchema, TSchema>();

/** Returns the form of an input as people write it, one for each form; the form itself if no private text is in it. */
export function toWrittenForm(schema: TSchema): TSchema {
  const written = writtenForms.get(schema) ?? makeWrittenForm(schema);
  writtenForms.set(schema, written);
  return written;
}

function makeWrittenForm(schema: TSchema): TSchema {
  if (isTextHash(schema)) return keepOptional(schema, WrittenText);
  if (isReason(schema)) return keepOptional(schema, WrittenReason);
  if (!KindGuard.IsObject(schema)) return schema;
  const members = Object.entries(schema.properties).map(([name, member]) => [name, member, toWrittenForm(member)] as const);
  if (members.every(([, member, written]) => member === written)) return schema;
  const { properties: _properties, required: _required, ...options } = schema;
  return Type.Object(Object.fromEntries(members.map(([name, , written]) => [name, written])), options);
}

function keepOptional(schema: TSchema, written: TSchema): TSchema {
  return OptionalKind in schema ? Type.Optional(written) : written;
}

/** Replaces the texts of a written input by their hashes. `makeSalt` makes 32 random bytes in hex. */
export function sealTexts(
  schema: TSchema,
  written: unknown,
  makeSalt: () => string,
): { readonly command: unknown; readonly texts: readonly TextToKeep[] } {
  const texts: TextToKeep[] = [];
  const seal = (text: string): Hash => {
    const transient = { salt: makeSalt(), text };
    const hash = hashSalted(transient);
    texts.push({ hash, transient });
    return hash;
  };
  return { command: sealMember(schema, written, seal), texts };
}

function sealMember(schema: TSchema, value: unknown, seal: (text: string) => Hash): unknown {
  if (isTextHash(schema)) return typeof value === 'string' ? seal(value) : value;
  if (isReason(schema)) return sealReason(value, seal);
  if (!KindGuard.IsObject(schema) || !isObject(value)) return value;
  const { properties } = schema;
  return Object.fromEntries(
    Object.entries(value).map(([name, member]) => {
      const form = Object.hasOwn(properties, name) ? properties[name] : undefined;
      return [name, form ? sealMember(form, member, seal) : member];
    }),
  );
}

function sealReason(value: unknown, seal: (text: string) => Hash): unknown {
  if (typeof value === 'string') return { code: 'other', hash: seal(value) };
  if (!isObject(value)) return value;
  const { text, ...rest } = value;
  return typeof text === 'string' ? { ...rest, hash: seal(text) } : value;
}

/** Returns where the private texts of an input are, apart from reasons, as paths of members. */
export function listTextPlaces(schema: TSchema): readonly (readonly string[])[] {
  if (isTextHash(schema)) return [[]];
  if (!KindGuard.IsObject(schema) || isReason(schema)) return [];
  return Object.entries(schema.properties).flatMap(([name, member]) => listTextPlaces(member).map((place) => [name, ...place]));
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
