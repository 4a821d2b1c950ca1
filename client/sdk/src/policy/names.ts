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
 * What names mean where they stand in a JSON-LD document. Contexts inside the document count; a remote one is not fetched, but taken
 * to give ODRL’s words their own meaning, as `http://www.w3.org/ns/odrl.jsonld` and DSP’s context do.
 */
export class Names {
  /** Names outside any context: ODRL’s words and the usual prefixes. */
  static readonly usual = new Names(new Map(wellKnown), odrl, false);

  private constructor(
    private readonly terms: ReadonlyMap<string, string>,
    private readonly vocabulary: string,
    private readonly hasRemote: boolean,
  ) {}

  /** The names under a further context, the value of an `@context`. */
  with(context: unknown): Names {
    if (Array.isArray(context)) return context.reduce((names: Names, each: unknown) => names.with(each), this);
    if (context === null) return Names.usual;
    if (typeof context === 'string') return new Names(this.terms, odrl, true);
    if (typeof context !== 'object') return this;
    const defined = Object.entries(context).filter(([name]) => !name.startsWith('@'));
    const terms = new Map([...this.terms, ...defined.map(([name, meaning]) => [name, iriOf(meaning)] as const)]);
    const vocabulary = '@vocab' in context && !this.hasRemote ? String(context['@vocab']) : this.vocabulary;
    return new Names(terms, vocabulary, this.hasRemote);
  }

  /** What a name means: an ODRL word bare, a JSON-LD keyword as it is, anything else as a whole IRI. */
  meaningOf(name: string): string {
    const iri = name.startsWith('@') ? name : this.expand(this.terms.get(name) ?? (name.includes(':') ? name : this.vocabulary + name));
    return iri.startsWith(odrl) ? iri.slice(odrl.length) : iri;
  }

  /** An IRI with its prefix written out; one of no known prefix as it is. */
  expand(iri: string): string {
    const colon = iri.indexOf(':');
    const prefix = colon < 0 || iri.startsWith('//', colon + 1) ? undefined : this.terms.get(iri.slice(0, colon));
    return prefix === undefined ? iri : prefix + iri.slice(colon + 1);
  }
}

function iriOf(meaning: unknown): string {
  const iri: unknown = typeof meaning === 'object' && meaning !== null && '@id' in meaning ? meaning['@id'] : meaning;
  return typeof iri === 'string' ? iri : '';
}
