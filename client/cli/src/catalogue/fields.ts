import type { ListingContent } from '@databund/model';
import type { SourceObject } from './source-object';

/** Returns whether a value of JSON is an object. */
export function isObject(value: unknown): value is SourceObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the value of a member of its own, never one that every object inherits, such as `constructor`. */
export function getOwn<T>(map: Readonly<Record<string, T>> | undefined, name: string): T | undefined {
  return map !== undefined && Object.hasOwn(map, name) ? map[name] : undefined;
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

/** Returns the path of a member inside a record, such as `distribution.0.title`. */
export function joinPath(path: string, name: string): string {
  return path === '' ? name : `${path}.${name}`;
}
