/** An area in degrees of 1e-7. If its west is east of its east, it goes across the antimeridian. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}

/** The box of everything. */
export const world: Box = { west: -180e7, south: -90e7, east: 180e7, north: 90e7 };

/** The facet of a document across the antimeridian: the longitudes that it leaves out, as a list of two. Its row has all longitudes. */
export const gapFacet = 'gap';
