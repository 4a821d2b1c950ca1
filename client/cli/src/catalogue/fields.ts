import type { ListingContent } from '@databund/model';
import { RecordError, type SourceObject } from './record';

/** Returns a member's trimmed text, or undefined if it is absent, null or empty. @throws RecordError MEMBER_INVALID */
export function getText(object: SourceObject, name: string): string | undefined {
  const value = object[name];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new RecordError('MEMBER_INVALID', `its ${name} is not text`);
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** Returns a member's text as one line, with spaces for control characters. @throws RecordError MEMBER_INVALID */
export function getLine(object: SourceObject, name: string): string | undefined {
  return getText(object, name)?.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ');
}

/** Returns a member's web address in the form in which a browser sends it. @throws RecordError MEMBER_INVALID */
export function getWebAddress(object: SourceObject, name: string): string | undefined {
  const text = getText(object, name);
  if (text === undefined) return undefined;
  const address = parseWebAddress(text);
  if (address === undefined) throw new RecordError('MEMBER_INVALID', `its ${name} is not a web address: ${text.slice(0, 200)}`);
  return address;
}

/** Parses an http or https address. Returns undefined for another text. */
export function parseWebAddress(text: string): string | undefined {
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text).href;
}

/** Returns the texts of a list, each once. @throws RecordError MEMBER_INVALID */
export function getLines(object: SourceObject, name: string): string[] {
  const lines = getList(object, name).map((value) => getLine({ [name]: value }, name));
  return [...new Set(lines.filter((line) => line !== undefined))];
}

/** Returns a member's list, which is empty if the member is absent. @throws RecordError MEMBER_INVALID */
export function getList(object: SourceObject, name: string): readonly unknown[] {
  const value = object[name] ?? [];
  if (!Array.isArray(value)) throw new RecordError('MEMBER_INVALID', `its ${name} is not a list`);
  return value;
}

/** Returns a member's object, or undefined if it is absent. @throws RecordError MEMBER_INVALID */
export function getObject(object: SourceObject, name: string): SourceObject | undefined {
  const value = object[name] ?? undefined;
  if (value !== undefined && !isObject(value)) throw new RecordError('MEMBER_INVALID', `its ${name} is not an object`);
  return value;
}

/** Returns the objects of a list. @throws RecordError MEMBER_INVALID */
export function getObjects(object: SourceObject, name: string): readonly SourceObject[] {
  return getList(object, name).map((value) => getObject({ [name]: value }, name) ?? {});
}

/** Returns whether a value of JSON is an object. */
export function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns an object without the members that are undefined or empty lists. */
export function omitEmpty<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  const entries = Object.entries(value).filter(([, member]) => member !== undefined && !(Array.isArray(member) && member.length === 0));
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], undefined> };
}

/** The defaults of every imported listing. */
export const importDefaults = {
  licence: 'unspecified',
  grade: 'general',
  personalData: { level: 'none' },
  kind: 'download',
  offer: { permission: [{ action: 'use' }] },
  charge: { basis: 'free' },
} as const satisfies Partial<ListingContent>;

/** Returns the members that have no place in a listing and are not null, or undefined if there are none. */
export function selectRest(object: SourceObject, placed: readonly string[]): SourceObject | undefined {
  const rest = Object.entries(object).filter(([name, value]) => !placed.includes(name) && value !== null && value !== undefined);
  return rest.length > 0 ? Object.fromEntries(rest) : undefined;
}

/** Returns `selectRest` of each object of a list, or undefined if nothing is left of any. */
export function selectRests(objects: readonly SourceObject[], placed: readonly string[]): readonly SourceObject[] | undefined {
  const rests = objects.map((each) => selectRest(each, placed) ?? {});
  return rests.some((rest) => Object.keys(rest).length > 0) ? rests : undefined;
}
