import { toCanonicalJson, type ListingContent } from '@databund/model';
import { isObject } from './fields';
import { sortLists } from './sort-lists';

/** Lists the members in which two contents differ. The order of lists does not count. */
export function listDifferences(one: ListingContent, other: ListingContent): readonly string[] {
  const [before, after] = [normalise(one), normalise(other)];
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return names.filter((name) => toText(before[name]) !== toText(after[name]));
}

/** Returns whether two contents say the same, whatever the order of their lists. */
export function isSameContent(one: ListingContent, other: ListingContent): boolean {
  return toCanonicalJson(one) === toCanonicalJson(other) || listDifferences(one, other).length === 0;
}

/** Sorts the lists of a content, and those of its source, which is JSON in a text. */
export function normalise(content: ListingContent): Readonly<Record<string, unknown>> {
  const { source } = content;
  const record = source?.record === undefined ? undefined : parse(source.record);
  const sorted = sortLists({ ...content, ...(source && { source: { ...source, ...(record !== undefined && { record }) } }) });
  return isObject(sorted) ? sorted : {};
}

function toText(value: unknown): string {
  return value === undefined ? '' : toCanonicalJson({ value });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
