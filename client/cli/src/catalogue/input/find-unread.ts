import { isObject, joinPath } from '../fields';
import type { OutsideRecord } from '../record';
import type { RdfQuad } from './rdf-graph';

/** Lists the texts of a document of JSON-LD that no statement has, because its context or the parser dropped them. */
export function findUnread(document: unknown, quads: readonly RdfQuad[]): readonly OutsideRecord[] {
  const known = new Set<string>();
  for (const quad of quads)
    for (const { termType, value } of [quad.subject, quad.object]) {
      known.add(value.trim());
      if (termType === 'NamedNode') known.add(getLocal(value));
    }
  const unread: OutsideRecord[] = [];
  collect(document, '', (path, text) => {
    if (!known.has(text.trim()) && !known.has(getLocal(text.trim()))) unread.push({ path, value: text, line: 1 });
  });
  return unread;
}

/** Calls back with each text but those that no statement has as a value: contexts, tags, and the types of literals. */
function collect(value: unknown, path: string, onText: (path: string, text: string) => void): void {
  if (typeof value === 'string') {
    if (value.trim() !== '' && !value.startsWith('_:')) onText(path, value);
  } else if (Array.isArray(value)) value.forEach((each, index) => collect(each, `${path}.${String(index)}`, onText));
  else if (isObject(value)) {
    const apart = '@value' in value ? [...tags, '@type'] : tags;
    const members = Object.entries(value).filter(([name]) => !apart.includes(name));
    for (const [name, member] of members) collect(member, joinPath(path, name), onText);
  }
}

/** The members of JSON-LD that no statement has as a value. */
const tags: readonly string[] = ['@context', '@language', '@direction', '@index', '@version'];

/** Returns the part of an address behind its last sign of division. */
function getLocal(iri: string): string {
  return /[^/#:]*[/#:]?$/.exec(iri)?.[0] ?? iri;
}
