import { Type, type Static } from '@sinclair/typebox';
import { listDivisions, listErrors, normalizeAdcode } from '@databund/model';

const text = Type.String({ minLength: 1, maxLength: 500 });

/** A place in an operator's table. */
export const Place = Type.Object(
  {
    code: Type.String({ minLength: 1, maxLength: 64, description: 'The code; 2, 4, 6, 9 or 12 digits are an administrative division.' }),
    names: Type.Record(Type.String({ pattern: '^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$' }), text, {
      minProperties: 1,
      additionalProperties: false,
      description: 'The names by BCP 47 language tag.',
    }),
    box: Type.Optional(
      Type.Array(Type.Number({ minimum: -180, maximum: 180 }), {
        minItems: 4,
        maxItems: 4,
        description: 'West, south, east and north in degrees.',
      }),
    ),
    parent: Type.Optional(Type.String({ description: 'The code of the smallest place around it.' })),
    addresses: Type.Optional(Type.Array(text, { description: 'Addresses under which catalogues name it, such as those of GeoNames.' })),
  },
  { additionalProperties: false },
);
export type Place = Static<typeof Place>;

/** The places of a gateway. */
export const PlacesAnswer = Type.Object({ items: Type.Array(Place) });
export type PlacesAnswer = Static<typeof PlacesAnswer>;

/** A table of places that the operator loads. Nothing else turns a name into a code or an area. */
export class PlaceTable {
  private readonly byCode: ReadonlyMap<string, Place>;
  private readonly byName = new Map<string, Place[]>();
  private readonly children = new Map<string, Place[]>();

  private constructor(
    /** All places, in the order of the table. */
    readonly all: readonly Place[],
    private readonly fold: (name: string) => string,
  ) {
    this.byCode = new Map(all.map((place) => [place.code, place]));
    for (const place of all) {
      const names = new Set([...Object.values(place.names), ...(place.addresses ?? [])].map(fold));
      for (const name of names) append(this.byName, name, place);
      if (place.parent !== undefined) append(this.children, place.parent, place);
    }
  }

  /**
   * Makes a table of rows, or says what is wrong with them. `fold` makes equal what counts as the same name; by default capital letters
   * and spaces around do not count.
   */
  static parse(rows: unknown, fold = foldName): PlaceTable | string {
    const [error] = listErrors(Type.Array(Place), rows);
    if (error) return `${error.path === '' ? 'the table' : error.path} ${error.reason}; expected [{"code", "names", "box", "parent"}]`;
    const places = rows as readonly Place[]; // `as`: the form was checked.
    return findFault(places) ?? new PlaceTable(places, fold);
  }

  /** Finds places by a code, or else by a name or an address, in any case of letters. */
  find(text: string): readonly Place[] {
    const coded = this.byCode.get(text.trim()) ?? this.byCode.get(normalizeAdcode(text.trim()));
    return coded ? [coded] : (this.byName.get(this.fold(text)) ?? []);
  }

  /** Returns places with all that the table places below them. */
  listWithin(places: readonly Place[]): readonly Place[] {
    const found = new Map<string, Place>();
    const waiting = [...places];
    for (let place = waiting.pop(); place; place = waiting.pop()) {
      if (found.has(place.code)) continue;
      found.set(place.code, place);
      waiting.push(...(this.children.get(place.code) ?? []));
    }
    return [...found.values()];
  }
}

/** Says what is wrong with rows of a valid form: a code twice, an unknown parent, a circle of parents, a box upside down. */
function findFault(places: readonly Place[]): string | undefined {
  const parents = new Map(places.map(({ code, parent }) => [code, parent]));
  const seen = new Set<string>();
  for (const place of places) {
    if (seen.has(place.code)) return `the code ${place.code} is there twice`;
    seen.add(place.code);
    const fault = findBoxFault(place) ?? findParentFault(place, parents);
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function findBoxFault({ code, box = [] }: Place): string | undefined {
  const [, south = -90, , north = 90] = box;
  const isWrong = south > north || south < -90 || north > 90;
  return isWrong ? `the south of ${code} is north of its north, or beyond a pole` : undefined;
}

function findParentFault({ code, parent }: Place, parents: ReadonlyMap<string, string | undefined>): string | undefined {
  if (parent !== undefined && !parents.has(parent)) return `the parent ${parent} of ${code} is not in the table`;
  let around = parent;
  for (let steps = 0; around !== undefined; steps += 1) {
    if (around === code || steps > parents.size) return `the parents of ${code} lead in a circle`;
    around = parents.get(around);
  }
  return undefined;
}

/** Returns a place's code as an administrative division; `undefined` for another code. */
export function readDivision({ code }: Pick<Place, 'code'>): string | undefined {
  return /^(\d{2}|\d{4}|\d{6}|\d{9}|\d{12})$/.test(code) ? normalizeAdcode(code) : undefined;
}

/** Returns the divisions of places, without those that lie in another one of them: a division's code stands for all in it. */
export function listDivisionCodes(places: readonly Place[]): readonly string[] {
  const codes = new Set(places.flatMap((place) => readDivision(place) ?? []));
  return [...codes].filter((code) => !listDivisions(code).some((around) => around !== code && codes.has(around)));
}

function append(map: Map<string, Place[]>, key: string, place: Place): void {
  map.set(key, [...(map.get(key) ?? []), place]);
}

function foldName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
