const odrl = 'http://www.w3.org/ns/odrl/2/';
const wellKnown: readonly [string, string][] = [
  ['odrl', odrl],
  ['xsd', 'http://www.w3.org/2001/XMLSchema#'],
  ['rdf', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#'],
  ['rdfs', 'http://www.w3.org/2000/01/rdf-schema#'],
  ['dc', 'http://purl.org/dc/elements/1.1/'],
  ['dct', 'http://purl.org/dc/terms/'],
  ['dcterms', 'http://purl.org/dc/terms/'],
  ['uid', '@id'],
  ['type', '@type'],
];

/**
 * The meaning of names at a place in a JSON-LD document. Contexts in the document count; a remote one is not fetched, but assumed to give
 * ODRL's words their own meaning, as `http://www.w3.org/ns/odrl.jsonld` and the context of the Dataspace Protocol do.
 */
export class Names {
  /** The names outside any context: ODRL's words and the usual prefixes. */
  static readonly usual = new Names(new Map(wellKnown), odrl, false);

  private constructor(
    private readonly terms: ReadonlyMap<string, string>,
    private readonly vocabulary: string,
    private readonly hasRemote: boolean,
  ) {}

  /** Returns the names under a further context, the value of an `@context`. */
  with(context: unknown): Names {
    if (Array.isArray(context)) return context.reduce((names: Names, each: unknown) => names.with(each), this);
    if (context === null) return Names.usual;
    if (typeof context === 'string') return new Names(this.terms, odrl, true);
    if (typeof context !== 'object') return this;
    const defined = Object.entries(context).filter(([name]) => !name.startsWith('@'));
    const terms = new Map([...this.terms, ...defined.map(([name, meaning]) => [name, readIri(meaning)] as const)]);
    const vocabulary = '@vocab' in context && !this.hasRemote ? String(context['@vocab']) : this.vocabulary;
    return new Names(terms, vocabulary, this.hasRemote);
  }

  /** Returns the meaning of a name: an ODRL word without its namespace, a JSON-LD keyword as it is, or an IRI. */
  resolveName(name: string): string {
    const iri = name.startsWith('@') ? name : this.expand(this.terms.get(name) ?? (name.includes(':') ? name : this.vocabulary + name));
    return iri.startsWith(odrl) ? iri.slice(odrl.length) : iri;
  }

  /** Returns an IRI with its prefix written out, or as it is if the prefix is unknown. */
  expand(iri: string): string {
    const colon = iri.indexOf(':');
    const prefix = colon < 0 || iri.startsWith('//', colon + 1) ? undefined : this.terms.get(iri.slice(0, colon));
    return prefix === undefined ? iri : prefix + iri.slice(colon + 1);
  }
}

function readIri(meaning: unknown): string {
  const iri: unknown = typeof meaning === 'object' && meaning !== null && '@id' in meaning ? meaning['@id'] : meaning;
  return typeof iri === 'string' ? iri : '';
}
