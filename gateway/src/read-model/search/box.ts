/** The area that a content covers, in degrees of 1e-7; `undefined` without one. A box across the antimeridian covers all longitudes. */
export interface Box {
  readonly west: number;
  readonly south: number;
  readonly east: number;
  readonly north: number;
}
