import { Type, type Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, LanguageMap } from '../../kernel/forms';

/** Degrees are integers of 1e-7: some 11 mm at the equator, and no floats. */
const e7 = (degrees: number) => Type.Integer({ minimum: -degrees * 1e7, maximum: degrees * 1e7 });

/** An administrative division by its code (GB/T 2260 and, below the county, GB/T 10114): 2, 4, 6, 9 or 12 digits. */
export const Adcode = Type.String({
  pattern: '^([0-9]{2}|[0-9]{4}|[0-9]{6}|[0-9]{9}|[0-9]{12})$',
  description: 'Administrative division code: 2, 4, 6, 9 or 12 digits.',
});

/** What a dataset covers. Shapes are stored as they were given; nothing on the ledger compares them. */
export const Spatial = Closed({
  crs: Type.String({ pattern: '^(CRS84|EPSG:[0-9]{4,6})$', description: 'The coordinate reference system that the coordinates are in.' }),
  bbox: Type.Optional(
    Closed(
      { westE7: e7(180), southE7: e7(90), eastE7: e7(180), northE7: e7(90) },
      'West may be east of east: it crosses the antimeridian.',
    ),
  ),
  points: Type.Optional(Type.Array(Closed({ longitudeE7: e7(180), latitudeE7: e7(90) }), { minItems: 1, maxItems: 256 })),
  isWholeWorld: Type.Optional(Type.Literal(true)),
  place: Type.Optional(LanguageMap(500)),
  adcode: Type.Optional(Adcode),
});
export type Spatial = Static<typeof Spatial>;

/** Says why a coverage is none: south of its south, or both the world and a part of it. */
export function coverageInvalid({ spatial }: { readonly spatial?: Spatial }): Details | undefined {
  if (!spatial) return undefined;
  const { bbox, points, isWholeWorld } = spatial;
  const wrong = (path: string, reason: string): Details => ({ errors: [{ path: `/content/spatial${path}`, reason }] });
  if (bbox && bbox.southE7 > bbox.northE7) return wrong('/bbox/southE7', 'is north of northE7');
  return isWholeWorld && (bbox ?? points) ? wrong('/isWholeWorld', 'leaves no room for a part of it') : undefined;
}

const nation = '100000';

/** A division and those that it lies in, the finest first; shorter codes are the six digits that they stand for. */
export function divisionsAround(adcode: string): readonly string[] {
  const six = adcode.slice(0, 6).padEnd(6, '0');
  const finer = [12, 9].filter((length) => adcode.length >= length).map((length) => adcode.slice(0, length));
  return [...new Set([...finer, six, `${six.slice(0, 4)}00`, `${six.slice(0, 2)}0000`, nation])];
}

/** A code as keys have it: six digits at least. */
export function normalAdcode(adcode: string): string {
  return adcode.padEnd(6, '0');
}
