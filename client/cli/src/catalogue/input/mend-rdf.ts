import { isObject, joinPath } from '../fields';
import type { OutsideRecord } from '../record';
import { parseLanguageTag } from '../values/language-tag';

/** Characters that no address of RDF may have, so that parsers drop or refuse what has them. */
const illegal = /[\p{Cc} <>"{}|\\^`]/gu;
/** The vocabulary of members that the context of a document does not know. */
export const unmapped = 'urn:databund:unmapped#';

/** A document that was changed so that all of it can be read, and the values as they were. */
export interface Mended<T> {
  readonly value: T;
  readonly outside: readonly OutsideRecord[];
}

/** Returns an address with escapes for the characters that it may not have. */
export function encodeIri(iri: string): string {
  return iri.trim().replaceAll(illegal, (character) => `%${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(2, '0')}`);
}

/** Returns whether an address has characters that it may not have. */
export function isIllegal(iri: string): boolean {
  return iri.search(illegal) >= 0;
}

/** Returns whether a text is a language tag that parsers read. */
export function isTag(tag: string): boolean {
  return /^[a-z]{1,8}(?:-[a-z0-9]{1,8})*$/i.test(tag);
}

/**
 * Escapes addresses in a document of JSON-LD, brings language tags to their form, or leaves them out, and gives members that its context
 * does not know a name of their own. `replaced` are addresses under other names, which a first reading found missing.
 */
export function mendJsonLd(document: unknown, replaced: ReadonlySet<string> = new Set()): Mended<unknown> {
  const outside: OutsideRecord[] = [];
  const mended = mendValue(document, '', { outside, replaced });
  const value = Array.isArray(mended) ? mended.map(addVocabulary) : addVocabulary(mended);
  return { value, outside };
}

function addVocabulary(value: unknown): unknown {
  if (!isObject(value)) return value;
  const { '@context': context } = value;
  return { ...value, '@context': [{ '@vocab': unmapped }, ...(context === undefined ? [] : [context].flat())] };
}

interface Mending {
  readonly outside: OutsideRecord[];
  readonly replaced: ReadonlySet<string>;
}

function mendValue(value: unknown, path: string, mending: Mending): unknown {
  if (Array.isArray(value)) return value.map((each, index) => mendValue(each, joinPath(path, String(index)), mending));
  if (!isObject(value)) return typeof value === 'string' && mending.replaced.has(value) ? mendIri(value, path, mending) : value;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const memberPath = joinPath(path, name);
    if (name === '@language' && typeof member === 'string') return mendTag(member, memberPath, mending);
    if (name === '@id' && typeof member === 'string') return [[name, mendIri(member, memberPath, mending)]];
    return [[name === '@context' ? name : mendName(name, value, mending), mendValue(member, memberPath, mending)]];
  });
  return Object.fromEntries(members);
}

/** Brings the names of an object from language to text to the form of language tags, if a first reading found its texts missing. */
function mendName(name: string, around: object, { replaced }: Mending): string {
  const text: unknown = Reflect.get(around, name);
  return name.includes('_') && typeof text === 'string' && replaced.has(text) ? (parseLanguageTag(name) ?? name) : name;
}

function mendTag(tag: string, path: string, { outside }: Mending): [string, unknown][] {
  if (isTag(tag)) return [['@language', tag]];
  outside.push({ path, value: tag, line: 1 });
  const known = parseLanguageTag(tag);
  return known === undefined ? [] : [['@language', known]];
}

function mendIri(iri: string, path: string, { outside }: Mending): string {
  if (!isIllegal(iri)) return iri;
  outside.push({ path, value: iri, line: 1 });
  return encodeIri(iri);
}
