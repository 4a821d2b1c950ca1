import { Names } from './names';

/** Why a document is not a policy that the exchange evaluates: where (a JSON Pointer), what is outside its subset, and what was found there. */
export interface OdrlRefusal {
  readonly path: string;
  readonly reason: string;
  readonly found?: string;
}

/** A text or a number, with its datatype where it names one. */
export interface Literal {
  readonly value: string | number;
  readonly datatype?: string;
}

/** A value in a JSON-LD document: where it stands, and what names mean there. */
export class Place {
  private membersRead: ReadonlyMap<string, readonly Place[]> | undefined;

  /** The values of a document, mostly one; what is refused in them is added to a list. */
  static in(document: unknown, refusals: OdrlRefusal[]): readonly Place[] {
    return new Place(document, '', Names.usual, refusals).items();
  }

  private constructor(
    readonly value: unknown,
    readonly path: string,
    private readonly names: Names,
    private readonly refusals: OdrlRefusal[],
  ) {}

  /** Notes that what stands here is outside the subset. Gives what can be read of it: nothing. */
  refuse(reason: string, found?: string | number): readonly never[] {
    this.refusals.push({ path: this.path, reason, ...(found !== undefined && { found: String(found).slice(0, 200) }) });
    return [];
  }

  /** The values of a member by what its name means; a single value, an array, a list and a set are alike. */
  all(name: string): readonly Place[] {
    return this.members().get(name) ?? [];
  }

  /** The one value of a member, as a list of one. Refuses none and several. */
  only(name: string): readonly Place[] {
    const all = this.all(name);
    return all.length === 1 ? all : this.refuse(all.length === 0 ? `no ${name}` : `several values of ${name}`);
  }

  /** What the word here means, as a list of one: `eq` for `{"@id": "odrl:eq"}`. Refuses what is no word. */
  word(): readonly string[] {
    const word = this.inner('@id') ?? this.inner('@value') ?? this.value;
    return typeof word === 'string' ? [this.names.meaningOf(word)] : this.refuse('what is no name');
  }

  /** The text or number here, as a list of one; an IRI is written out. Refuses what is neither. */
  literal(): readonly Literal[] {
    this.refuseOthers('@value', '@language');
    const iri = this.inner('@id');
    const value = typeof iri === 'string' ? this.names.expand(iri) : (iri ?? this.inner('@value') ?? this.value);
    if (typeof value !== 'string' && typeof value !== 'number') return this.refuse('what is no text and no number');
    if (typeof value === 'string' && value.startsWith('_:')) return this.refuse('a blank node, which nothing outside can name', value);
    const [datatype] = this.all('@type').flatMap((type) => type.word());
    return [{ value, ...(datatype !== undefined && { datatype }) }];
  }

  /** The objects and values one step within this one. */
  within(): readonly Place[] {
    return [...this.members()].flatMap(([name, places]) => (name === '@context' ? [] : places));
  }

  /** Refuses the members that are none of these, but for what only names or describes. */
  refuseOthers(...known: readonly string[]): void {
    for (const [name, [place]] of this.members())
      if (!known.includes(name) && !isNote(name)) place?.refuse('a member outside the subset', name);
  }

  private inner(keyword: '@id' | '@value'): unknown {
    return this.all(keyword)[0]?.value;
  }

  private members(): ReadonlyMap<string, readonly Place[]> {
    return (this.membersRead ??= isObject(this.value) ? this.readMembers(this.value) : new Map());
  }

  private readMembers(object: Readonly<Record<string, unknown>>): ReadonlyMap<string, readonly Place[]> {
    const names = '@context' in object ? this.names.with(object['@context']) : this.names;
    const members = new Map<string, readonly Place[]>();
    for (const [name, value] of Object.entries(object)) {
      const meaning = names.meaningOf(name);
      const path = `${this.path}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
      members.set(meaning, [...(members.get(meaning) ?? []), ...new Place(value, path, names, this.refusals).items()]);
    }
    return members;
  }

  private items(): readonly Place[] {
    if (this.value === null) return [];
    const list = listIn(this.value);
    if (!list) return [this];
    return list.values.map((value, index) => new Place(value, `${this.path}${list.step}/${String(index)}`, this.names, this.refusals));
  }
}

/** The values that one stands for, and the step of the path to them. */
function listIn(value: unknown): { readonly values: readonly unknown[]; readonly step: string } | undefined {
  if (Array.isArray(value)) return { values: value, step: '' };
  if (!isObject(value)) return undefined;
  const key = ['@list', '@set'].find((name) => Array.isArray(value[name]));
  return key === undefined ? undefined : { values: value[key] as readonly unknown[], step: `/${key}` };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Names, types, titles and remarks change nothing that a policy says. */
function isNote(name: string): boolean {
  return /^(@id|@type|@context|http:\/\/purl\.org\/dc\/.*|http:\/\/www\.w3\.org\/2000\/01\/rdf-schema#.*)$/.test(name);
}
