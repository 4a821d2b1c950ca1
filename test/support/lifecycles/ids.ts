/** Ids of the one object of each kind that the worlds of these tests have. */
export const ids = {
  participant: 'ptc-0000000000000000000000000z',
  listing: 'lst-00000000000000000000000001',
  authorisation: 'aut-00000000000000000000000001',
  trade: 'trd-00000000000000000000000001',
  delivery: 'dlv-00000000000000000000000001',
  /** The delivery that replaces the first. */
  replacement: 'dlv-00000000000000000000000002',
  dispute: 'dis-00000000000000000000000001',
  resource: 'res-00000000000000000000000001',
  mandate: 'man-00000000000000000000000001',
  /** The standing approval of the operator, and that of the provider. */
  standing: 'sta-00000000000000000000000001',
  providerStanding: 'sta-00000000000000000000000002',
} as const;

const theme = 'roads';
const adcode = '310115';

/** The theme and division for which the listing is designated. */
export const place = { id: ids.listing, theme, adcode };
