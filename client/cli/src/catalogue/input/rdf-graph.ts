import { isObject } from '../fields';
import { unmapped } from './mend-rdf';
import type { SourceObject } from '../source-object';

/** A term of RDF, as n3 and the streaming parsers make it. */
export interface RdfTerm {
  readonly termType: string;
  readonly value: string;
  readonly language?: string;
  readonly datatype?: { readonly value: string };
}

/** A statement of RDF. Named graphs are merged. */
export interface RdfQuad {
  readonly subject: RdfTerm;
  readonly predicate: RdfTerm;
  readonly object: RdfTerm;
}

/** The prefixes by which the predicates of catalogues are written. */
export const prefixes: Readonly<Record<string, string>> = {
  dcat: 'http://www.w3.org/ns/dcat#',
  dct: 'http://purl.org/dc/terms/',
  dc: 'http://purl.org/dc/elements/1.1/',
  dcatap: 'http://data.europa.eu/r5r/',
  foaf: 'http://xmlns.com/foaf/0.1/',
  vcard: 'http://www.w3.org/2006/vcard/ns#',
  skos: 'http://www.w3.org/2004/02/skos/core#',
  adms: 'http://www.w3.org/ns/adms#',
  odrl: 'http://www.w3.org/ns/odrl/2/',
  spdx: 'http://spdx.org/rdf/terms#',
  locn: 'http://www.w3.org/ns/locn#',
  time: 'http://www.w3.org/2006/time#',
  prov: 'http://www.w3.org/ns/prov#',
  owl: 'http://www.w3.org/2002/07/owl#',
  rdf: 'http://www.w3.org/1999/02/22-rdf-syntax-ns#',
  rdfs: 'http://www.w3.org/2000/01/rdf-schema#',
  schema: 'http://schema.org/',
  hydra: 'http://www.w3.org/ns/hydra/core#',
  databund: 'urn:databund:terms#',
};
const type = `${prefixes['rdf'] ?? ''}type`;
const plainTypes = new Set(['http://www.w3.org/2001/XMLSchema#string', 'http://www.w3.org/1999/02/22-rdf-syntax-ns#langString']);
const maxDepth = 8;

/** The statements of documents by their subject, from which things are written as objects. */
export class RdfGraph {
  private readonly bySubject = new Map<string, Map<string, RdfQuad>>();
  /** The subjects that are part of an object which was written. */
  private readonly written = new Set<string>();
  private readonly types = new Map<string, Set<string>>();

  /** Adds a statement. A statement that is there already, in another named graph, is not added again. */
  add(quad: RdfQuad, document = ''): void {
    const key = makeKey(quad.subject, document);
    const renamed = { subject: rename(quad.subject, document), predicate: quad.predicate, object: rename(quad.object, document) };
    const statements = this.bySubject.get(key) ?? new Map<string, RdfQuad>();
    statements.set(describeStatement(renamed), renamed);
    this.bySubject.set(key, statements);
    if (quad.predicate.value !== type) return;
    const types = this.types.get(key) ?? new Set();
    this.types.set(key, types.add(quad.object.value));
  }

  /** Lists the subjects with one of several types, in the order of the document. */
  listOf(...wanted: readonly string[]): readonly string[] {
    return [...this.bySubject.keys()].filter((key) => wanted.some((each) => this.hasType(key, each)));
  }

  hasType(subject: string, wanted: string): boolean {
    return this.types.get(subject)?.has(wanted) === true;
  }

  /** Writes a thing as an object with short names, and what it refers to inside it, but not other things of the types in `apart`. */
  describe(subject: string, apart: readonly string[]): SourceObject {
    return this.describeInside(subject, apart, []);
  }

  /** Lists the subjects that are part of nothing that was written. */
  listUnwritten(): readonly string[] {
    return [...this.bySubject.keys()].filter((key) => !this.written.has(key));
  }

  private describeInside(subject: string, apart: readonly string[], path: readonly string[]): SourceObject {
    this.written.add(subject);
    const members = new Map<string, unknown[]>();
    for (const { predicate, object } of this.bySubject.get(subject)?.values() ?? []) {
      const name = predicate.value === type ? '@type' : compactIri(predicate.value);
      const value = name === '@type' ? compactIri(object.value) : this.describeTerm(object, apart, [...path, subject]);
      const values = members.get(name) ?? [];
      values.push(value);
      members.set(name, values);
    }
    const id = subject.startsWith('_:') ? {} : { '@id': subject };
    return { ...id, ...Object.fromEntries([...members].map(([name, values]) => [name, values.length === 1 ? values[0] : values])) };
  }

  private describeTerm(term: RdfTerm, apart: readonly string[], path: readonly string[]): unknown {
    if (term.termType === 'Literal') return describeLiteral(term);
    const key = makeKey(term, '');
    const isInside =
      this.bySubject.has(key) && !path.includes(key) && path.length < maxDepth && !apart.some((each) => this.hasType(key, each));
    if (isInside) return this.describeInside(key, apart, path);
    return term.termType === 'BlankNode' ? {} : { '@id': term.value };
  }
}

function describeLiteral({ value, language = '', datatype }: RdfTerm): unknown {
  if (language !== '') return { '@value': value, '@language': language };
  return datatype === undefined || plainTypes.has(datatype.value) ? value : { '@value': value, '@type': compactIri(datatype.value) };
}

function makeKey(term: RdfTerm, document: string): string {
  return term.termType === 'BlankNode' ? `_:${document}${term.value}` : term.value;
}

/** Renames a blank node, because two documents can give two of them the same name. */
function rename(term: RdfTerm, document: string): RdfTerm {
  return term.termType === 'BlankNode' ? { termType: 'BlankNode', value: `${document}${term.value}` } : term;
}

/** Returns the texts that distinguish the statements on one thing. */
function describeStatement({ predicate, object: { termType, value, language = '', datatype } }: RdfQuad): string {
  return [predicate.value, termType, value, language, datatype?.value ?? ''].join('\n');
}

/** Returns an address with a prefix of catalogues, or itself. */
export function compactIri(iri: string): string {
  // A member that the context of its document does not know keeps its name.
  if (iri.startsWith(unmapped)) return iri.slice(unmapped.length);
  const [prefix, start] = Object.entries(prefixes).find(([, each]) => iri.startsWith(each)) ?? [];
  return prefix === undefined || start === undefined || iri.length === start.length ? iri : `${prefix}:${iri.slice(start.length)}`;
}

/** Returns the address of a value that names a thing. */
export function getId(value: unknown): string | undefined {
  const id = isObject(value) ? value['@id'] : undefined;
  return typeof id === 'string' ? id : undefined;
}
