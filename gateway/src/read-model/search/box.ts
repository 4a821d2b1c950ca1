/** An area in degrees of 1e-7. If its west is east of its east, it goes across the antimeridian. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** Makes a box of west, south, east and north in degrees. */
export function makeBox(degrees: readonly number[]): Box {
  const [west = 0, south = 0, east = 0, north = 0] = degrees.map((each) => Math.round(each * 1e7));
  return { west, south, east, north };
}

/** The box of everything. */
export const world: Box = { west: -180e7, south: -90e7, east: 180e7, north: 90e7 };

/** The facet of a document across the antimeridian: the longitudes that it leaves out, as a list of two. Its row has all longitudes. */
export const gapFacet = 'gap';
