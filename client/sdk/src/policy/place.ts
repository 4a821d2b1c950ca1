import { isObject } from '../core/databund-error';
import { Names } from './names';

/** A part of a document that the exchange does not evaluate: its JSON Pointer, the reason, and the value that was found. */
export interface OdrlRefusal {
  readonly path: string;
  readonly reason: string;
  readonly found?: string;
}

/** A text or a number, with its datatype if it names one. */
export interface Literal {
  readonly value: string | number;
  readonly datatype?: string;
}

/** A value in a JSON-LD document, with its path and the meaning of names there. */
export class Place {
  private membersRead: ReadonlyMap<string, readonly Place[]> | undefined;

  /** Returns the values of a document, usually one. Refusals in them are added to the list. */
  static read(document: unknown, refusals: OdrlRefusal[]): readonly Place[] {
    return new Place(document, '', Names.usual, refusals).listItems();
  }

  private constructor(
    readonly value: unknown,
    readonly path: string,
    private readonly names: Names,
    private readonly refusals: OdrlRefusal[],
  ) {}

  /** Adds a refusal of this value. Returns the empty list, because nothing of it can be read. */
  refuse(reason: string, found?: string | number): readonly never[] {
    this.refusals.push({ path: this.path, reason, ...(found !== undefined && { found: String(found).slice(0, 200) }) });
    return [];
  }

  /** Returns the values of a member by the meaning of its name. A single value, an array, a list and a set are alike. */
  getAll(name: string): readonly Place[] {
    return this.getMembers().get(name) ?? [];
  }

  /** Returns the only value of a member as a list. Refuses a member without a value, or with several. */
  getOnly(name: string): readonly Place[] {
    const all = this.getAll(name);
    return all.length === 1 ? all : this.refuse(all.length === 0 ? `no ${name}` : `several values of ${name}`);
  }

  /** Returns the meaning of the name here as a list: `eq` for `{"@id": "odrl:eq"}`. Refuses a value that is not a name. */
  readWord(): readonly string[] {
    const word = this.getInner('@id') ?? this.getInner('@value') ?? this.value;
    return typeof word === 'string' ? [this.names.resolveName(word)] : this.refuse('not a name');
  }

  /** Returns the text or number here as a list, with an IRI written out. Refuses other values. */
  readLiteral(): readonly Literal[] {
    this.refuseOthers('@value', '@language');
    const iri = this.getInner('@id');
    const value = typeof iri === 'string' ? this.names.expand(iri) : (iri ?? this.getInner('@value') ?? this.value);
    if (typeof value !== 'string' && typeof value !== 'number') return this.refuse('neither text nor number');
    if (typeof value === 'string' && value.startsWith('_:')) return this.refuse('a blank node, which no other document can name', value);
    const [datatype] = this.getAll('@type').flatMap((type) => type.readWord());
    return [{ value, ...(datatype !== undefined && { datatype }) }];
  }

  /** Returns the objects and values one step below this one. */
  listInner(): readonly Place[] {
    return [...this.getMembers()].flatMap(([name, places]) => (name === '@context' ? [] : places));
  }

  /** Refuses all other members, except those that only name or describe. */
  refuseOthers(...known: readonly string[]): void {
    for (const [name, [place]] of this.getMembers())
      if (!known.includes(name) && !isNote(name)) place?.refuse('a member outside the subset', name);
  }

  private getInner(keyword: '@id' | '@value'): unknown {
    return this.getAll(keyword)[0]?.value;
  }

  private getMembers(): ReadonlyMap<string, readonly Place[]> {
    return (this.membersRead ??= isObject(this.value) ? this.readMembers(this.value) : new Map());
  }

  private readMembers(object: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly Place[]> {
    const names = '@context' in object ? this.names.with(object['@context']) : this.names;
    const members = new Map<string, readonly Place[]>();
    for (const [name, value] of Object.entries(object)) {
      const meaning = names.resolveName(name);
      const path = `${this.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      members.set(meaning, [...(members.get(meaning) ?? []), ...new Place(value, path, names, this.refusals).listItems()]);
    }
    return members;
  }

  private listItems(): readonly Place[] {
    if (this.value === null) return [];
    const list = listIn(this.value);
    if (!list) return [this];
    return list.values.map((value, index) => new Place(value, `${this.path}${list.step}/${String(index)}`, this.names, this.refusals));
  }
}

/** Returns the values of a list or set, and the step of the path to them. */
function listIn(value: unknown): { readonly values: readonly unknown[]; readonly step: string } | undefined {
  if (Array.isArray(value)) return { values: value, step: '' };
  if (!isObject(value)) return undefined;
  const [found] = ['@list', '@set'].flatMap((key) => (Array.isArray(value[key]) ? [{ values: value[key], step: `/${key}` }] : []));
  return found;
}

/** Recognises names, types, titles and remarks, which do not change a policy. */
function isNote(name: string): boolean {
  return /^(@id|@type|@context|http:\/\/purl\.org\/dc\/.*|http:\/\/www\.w3\.org\/2000\/01\/rdf-schema#.*)$/.test(name);
}
