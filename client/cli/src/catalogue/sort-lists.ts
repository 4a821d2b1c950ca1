import { toCanonicalJson } from '@databund/model';

/** Returns a value whose lists are in the order of their texts, so that the order of a source's lists does not count. Coordinates keep theirs. */
export function sortLists(value: unknown): unknown {
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value.map(sortLists);
    if (elements.some((element) => typeof element === 'number' || isNumbers(element))) return elements;
    return elements
      .map((element) => ({ element, text: toCanonicalJson({ element }) }))
      .sort((one, other) => (one.text < other.text ? -1 : one.text > other.text ? 1 : 0))
      .map(({ element }) => element);
  }
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]: [string, unknown]) => [name, sortLists(member)]));
}

function isNumbers(value: unknown): boolean {
  return Array.isArray(value) && value.some((each) => typeof each === 'number' || isNumbers(each));
}
