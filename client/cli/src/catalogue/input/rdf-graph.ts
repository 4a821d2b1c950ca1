import { isObject } from '../fields';
import { unmapped } from './mend-rdf';
import type { SourceObject } from '../source-object';
import { StatementStore } from './statement-store';

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
/** Marks a subject that is part of an object which was written. */
const writtenMark = 1;

/** The statements of documents by their subject, from which things are written as objects. */
export class RdfGraph {
  private readonly statements: StatementStore;
  /** The types of each subject among those that are watched, and whether it is part of an object that was written, as bits. */
  private readonly marks: number[] = [];

  /** Watches the types that things are then found by. */
  constructor(
    private readonly watched: readonly string[],
    limit?: number,
  ) {
    this.statements = new StatementStore(limit);
  }

  /** Adds a statement. A statement that is there already, in another named graph, counts once. */
  add({ subject, predicate, object }: RdfQuad, document = ''): void {
    const { termType, value, language = '', datatype } = rename(object, document);
    const number = this.statements.add(makeKey(subject, document), [predicate.value, termType, value, language, datatype?.value ?? '']);
    const mark = predicate.value === type ? this.makeMask([object.value]) : 0;
    this.marks[number] = (this.marks[number] ?? 0) | mark;
  }

  /** Lists the subjects with one of several types, in the order of the document. */
  listOf(...wanted: readonly string[]): readonly string[] {
    return this.listMarked((mark) => (mark & this.makeMask(wanted)) !== 0);
  }

  hasType(subject: string, ...wanted: readonly string[]): boolean {
    return (this.getMark(subject) & this.makeMask(wanted)) !== 0;
  }

  /** Writes a thing as an object with short names, and what it refers to inside it, but not other things of the types in `apart`. */
  describe(subject: string, apart: readonly string[]): SourceObject {
    return this.describeInside(subject, apart, []);
  }

  /** Lists the subjects that are part of nothing that was written. */
  listUnwritten(): readonly string[] {
    return this.listMarked((mark) => (mark & writtenMark) === 0);
  }

  /** Frees what the statements take on the disk. */
  close(): void {
    this.statements.close();
  }

  private listMarked(isWanted: (mark: number) => boolean): readonly string[] {
    const found: string[] = [];
    let number = 0;
    for (const subject of this.statements.listSubjects()) {
      if (isWanted(this.marks[number] ?? 0)) found.push(subject);
      number += 1;
    }
    return found;
  }

  private getMark(subject: string): number {
    return this.marks[this.statements.getNumber(subject) ?? -1] ?? 0;
  }

  private makeMask(types: readonly string[]): number {
    return types.reduce((mask, each) => (this.watched.includes(each) ? mask | (2 << this.watched.indexOf(each)) : mask), 0);
  }

  private describeInside(subject: string, apart: readonly string[], path: readonly string[]): SourceObject {
    const number = this.statements.getNumber(subject) ?? -1;
    this.marks[number] = (this.marks[number] ?? 0) | writtenMark;
    const members = new Map<string, unknown[]>();
    for (const { predicate, object } of this.listStatements(subject)) {
      const name = predicate === type ? '@type' : compactIri(predicate);
      const value = name === '@type' ? compactIri(object.value) : this.describeTerm(object, apart, [...path, subject]);
      const values = members.get(name) ?? [];
      values.push(value);
      members.set(name, values);
    }
    const id = subject.startsWith('_:') ? {} : { '@id': subject };
    return { ...id, ...Object.fromEntries([...members].map(([name, values]) => [name, values.length === 1 ? values[0] : values])) };
  }

  private listStatements(subject: string): readonly { readonly predicate: string; readonly object: RdfTerm }[] {
    return this.statements.read(subject).map(([predicate = '', termType = '', value = '', language = '', datatype = '']) => ({
      predicate,
      object: { termType, value, language, ...(datatype !== '' && { datatype: { value: datatype } }) },
    }));
  }

  private describeTerm(term: RdfTerm, apart: readonly string[], path: readonly string[]): unknown {
    if (term.termType === 'Literal') return describeLiteral(term);
    const key = makeKey(term, '');
    const isInside =
      this.statements.getNumber(key) !== undefined && !path.includes(key) && path.length < maxDepth && !this.hasType(key, ...apart);
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
