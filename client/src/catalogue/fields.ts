import { hashJson, toCanonicalJson, type ListingContent } from '@databund/chaincode/model';

const sourceLimitBytes = 8_192;

/** A trimmed text, where the value is one and not empty. */
export function textOf(value: unknown): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.trim();
  return text === '' ? undefined : text;
}

/** One line: what would break it becomes a space. */
export function lineOf(value: unknown, maxLength: number): string | undefined {
  return textOf(typeof value === 'string' ? value.replaceAll(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, ' ') : value)?.slice(0, maxLength);
}

/** The address of something on the web, where the value is one. */
export function webAddressOf(value: unknown): string | undefined {
  const text = textOf(value);
  if (text === undefined || !URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return (protocol === 'http:' || protocol === 'https:') && href.length <= 2_048 ? href : undefined;
}

/** The texts of an array, each once. */
export function linesOf(value: unknown, maxLength: number): string[] {
  const lines = Array.isArray(value) ? value.map((each) => lineOf(each, maxLength)) : [];
  return [...new Set(lines.filter((line) => line !== undefined))];
}

/** The members of an object; none of another value. */
export function membersOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : {};
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

/** Keeps the fields of a source that have no place in a listing: as canonical JSON up to 8 KiB, by hash beyond. */
export function sourceOf(format: string, record: Readonly<Record<string, unknown>>, placed: readonly string[]): ListingContent['source'] {
  const rest = Object.fromEntries(Object.entries(record).filter(([name, value]) => !placed.includes(name) && value !== null));
  if (Object.keys(rest).length === 0) return { format };
  const text = toCanonicalJson(rest);
  return Buffer.byteLength(text) <= sourceLimitBytes ? { format, record: text } : { format, recordHash: hashJson(rest) };
}
