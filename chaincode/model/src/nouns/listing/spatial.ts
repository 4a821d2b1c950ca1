import { Type, type Static } from '@sinclair/typebox';
import { Adcode } from '../../kernel/adcode';
import type { Details } from '../../kernel/error-table';
import { Closed, LanguageMap } from '../../kernel/forms';

/** Degrees as integers of 1e-7, about 11 mm at the equator. The ledger stores no floats. */
const toE7 = (degrees: number) => Type.Integer({ minimum: -degrees * 1e7, maximum: degrees * 1e7 });

/** The area that a dataset covers. Shapes are stored as given; nothing on the ledger compares them. */
export const Spatial = Closed({
  crs: Type.String({ pattern: '^(CRS84|EPSG:[0-9]{4,6})$', description: 'The coordinate reference system of the coordinates.' }),
  bbox: Type.Optional(
    Closed(
      { westE7: toE7(180), southE7: toE7(90), eastE7: toE7(180), northE7: toE7(90) },
      'If west is greater than east, the box crosses the antimeridian.',
    ),
  ),
  points: Type.Optional(Type.Array(Closed({ longitudeE7: toE7(180), latitudeE7: toE7(90) }), { minItems: 1, maxItems: 256 })),
  isWholeWorld: Type.Optional(Type.Literal(true)),
  place: Type.Optional(LanguageMap(500)),
  adcode: Type.Optional(Adcode),
});
export type Spatial = Static<typeof Spatial>;

/** Returns why an area is invalid: north < south, or both global and partial. */
export function checkArea({ spatial }: { readonly spatial?: Spatial }): Details | undefined {
  if (!spatial) return undefined;
  const { bbox, points, isWholeWorld } = spatial;
  const fail = (path: string, reason: string): Details => ({ errors: [{ path: `/content/spatial${path}`, reason }] });
  if (bbox && bbox.southE7 > bbox.northE7) return fail('/bbox/southE7', 'is greater than northE7');
  return isWholeWorld && (bbox ?? points) ? fail('/isWholeWorld', 'cannot be combined with bbox or points') : undefined;
}
