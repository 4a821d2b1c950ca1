import { hashJson, toCanonicalJson, type ListingContent } from '@databund/model';
import { UnusableRecord, type SourceObject } from './record';

const sourceLimitBytes = 8_192;

/** A member’s trimmed text; nothing where it is absent, null or empty. @throws UnusableRecord where it is not text */
export function textOf(object: SourceObject, name: string): string | undefined {
  const value = object[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new UnusableRecord(`its ${name} is not text`);
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** A member’s text in one line: what would break it becomes a space. @throws UnusableRecord where it is not text */
export function lineOf(object: SourceObject, name: string): string | undefined {
  return textOf(object, name)?.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** A member’s address on the web, as a browser would send it. @throws UnusableRecord where it is none */
export function webAddressOf(object: SourceObject, name: string): string | undefined {
  const text = textOf(object, name);
  if (text === undefined) return undefined;
  const address = parseWebAddress(text);
  if (address === undefined) throw new UnusableRecord(`its ${name} is not a web address: ${text.slice(0, 200)}`);
  return address;
}

/** The address that a text is; nothing where it is none. */
export function parseWebAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).href;
}

/** The texts of a list, each once. @throws UnusableRecord where it is not a list of texts */
export function linesOf(object: SourceObject, name: string): string[] {
  const lines = listOf(object, name).map((value) => lineOf({ [name]: value }, name));
  return [...new Set(lines.filter((line) => line !== undefined))];
}

/** A member’s list; empty where it is absent. @throws UnusableRecord where it is not a list */
export function listOf(object: SourceObject, name: string): readonly unknown[] {
  const value = object[name] ?? [];
  if (!Array.isArray(value)) throw new UnusableRecord(`its ${name} is not a list`);
  return value;
}

/** A member’s object; nothing where it is absent. @throws UnusableRecord where it is not an object */
export function objectOf(object: SourceObject, name: string): SourceObject | undefined {
  const value = object[name] ?? undefined;
  if (value !== undefined && !isObject(value)) throw new UnusableRecord(`its ${name} is not an object`);
  return value;
}

/** The objects of a list. @throws UnusableRecord where it is not a list of objects */
export function objectsOf(object: SourceObject, name: string): readonly SourceObject[] {
  return listOf(object, name).map((value) => objectOf({ [name]: value }, name) ?? {});
}

/** Says whether a value of JSON is an object. */
export function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** An object without the members that are undefined or empty lists. */
export function present<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && !(Array.isArray(member) && member.length === 0));
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** What every imported listing says where its source says nothing. */
export const importDefaults = {
  licence: 'unspecified',
  grade: 'general',
  personalData: { level: 'none' },
  kind: 'download',
  offer: { permission: [{ action: 'use' }] },
  charge: { basis: 'free' },
} as const satisfies Partial<ListingContent>;

/** The members of an object that have no place in a listing; nothing where all have one, or are null. */
export function restOf(object: SourceObject, placed: readonly string[]): SourceObject | undefined {
  const rest = Object.entries(object).filter(([name, value]) => !placed.includes(name) && value !== null && value !== undefined);
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

/** What has no place in the objects of a list, at their places; nothing where all of it has one. */
export function restsOf(objects: readonly SourceObject[], placed: readonly string[]): readonly SourceObject[] | undefined {
  const rests = objects.map((each) => restOf(each, placed) ?? {});
  return rests.some((rest) => Object.keys(rest).length > 0) ? rests : undefined;
}

/** Keeps the fields of a source that have no place in a listing: as canonical JSON up to 8 KiB, by hash beyond. */
export function sourceOf(format: string, rest: SourceObject | undefined): ListingContent['source'] {
  if (!rest) return { format };
  const text = toCanonicalJson(rest);
  return Buffer.byteLength(text) <= sourceLimitBytes ? { format, record: text } : { format, recordHash: hashJson(rest) };
}
