/** A value at the end of a path in a source: a text, a number or a truth value. */
export interface Leaf {
  readonly path: string;
  readonly text: string;
}

/** Lists the leaves of a value. Null, blank texts, and empty lists and objects say nothing. */
export function listLeaves(value: unknown, path = ''): readonly Leaf[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([name, inner]) => listLeaves(inner, path === '' ? name : `${path}.${name}`));
  const text = normalise(typeof value === 'string' ? value : JSON.stringify(value));
  return text === '' ? [] : [{ path, text }];
}

/** Returns a text without the blanks around it. */
export function normalise(text: string): string {
  return text.trim();
}

/** Collects every text that a value says, also inside texts that are JSON. */
export function collectTexts(value: unknown, texts: Set<string>): void {
  for (const { text } of listLeaves(value)) {
    texts.add(text);
    if (/^[[{]/.test(text)) {
      const inner = parseJson(text);
      if (inner !== undefined) collectTexts(inner, texts);
    }
  }
}

/** Parses a JSON text; undefined if it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
