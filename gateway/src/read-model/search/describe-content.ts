import {
  getListPrice,
  getPublicCharge,
  isPublic,
  listDivisions,
  listHeld,
  type LanguageMap,
  type ListingContent,
  type ListingRecord,
} from '@databund/model';
import { gapFacet, world, type Box } from './box';
import { foldPlace } from './place-scope';
import { listPairs, listTokens, nameText, textMark } from './tokenize';

const longestSummary = 300;

/** A listing version as an answer shows it, without what depends on the time and on others. */
export interface StoredHit {
  readonly id: string;
  readonly version: number;
  readonly title: LanguageMap;
  readonly summary?: LanguageMap;
  readonly provider: string;
  readonly mspId: string;
  readonly publisher?: LanguageMap;
  readonly licence?: string;
  readonly languages?: readonly string[];
  readonly theme?: readonly string[];
  readonly sector?: string;
  readonly kind?: string;
  readonly charge?: object;
  readonly isPublicData: boolean;
  readonly formats: readonly string[];
  readonly byteSize: number;
  readonly files: readonly { readonly name: string; readonly byteSize: number; readonly sha256: string }[];
}

/** Returns what an answer shows of a listing version. */
export function describeHit({ id, version, provider, mspId, content }: ListingRecord): StoredHit {
  const { title, description, publisher, licence, languages, theme, sector, kind, charge } = content;
  const files = listHeld(content).map(({ name, byteSize, hash }) => ({ name, byteSize, sha256: hash.value }));
  return {
    id,
    version,
    title,
    ...(description && { summary: shorten(description) }),
    provider,
    mspId,
    ...(publisher && { publisher: publisher.name }),
    ...(licence !== undefined && { licence }),
    ...(languages && { languages }),
    ...(theme && { theme }),
    ...(sector !== undefined && { sector }),
    ...(kind && { kind }),
    ...(charge && { charge: { basis: charge.basis, ...describePrice(content) } }),
    isPublicData: isPublic(content),
    formats: listFormats(content),
    byteSize: files.reduce((sum, { byteSize }) => sum + byteSize, 0),
    files,
  };
}

/** Describes the charge for public data, or what the provider publishes: a price, or the range in which it lies. */
function describePrice(content: ListingContent): object {
  const price = getPublicCharge(content) ?? getListPrice(content);
  return { ...(price && ('from' in price ? { range: price } : { price })) };
}

function shorten(texts: LanguageMap): LanguageMap {
  const cut = (text: string) =>
    Array.from(text).length > longestSummary ? `${Array.from(text).slice(0, longestSummary).join('')}\u2026` : text;
  return Object.fromEntries(Object.entries(texts).map(([language, text]) => [language, cut(text)]));
}

function listFormats({ distributions = [] }: ListingContent): readonly string[] {
  return [...new Set(distributions.flatMap(({ mediaType }) => mediaType ?? []))];
}

/** Returns the values by which a content can be filtered, by the names of the filters. */
export function listFacets({ content, provider }: ListingRecord): readonly (readonly [name: string, value: string])[] {
  const { theme = [], sector, licence, languages = [], publisher, kind, charge, audience = [], spatial } = content;
  const listValues = (name: string, values: readonly (string | undefined)[]) =>
    [...new Set(values)].flatMap((value) => (value === undefined || value === '' ? [] : [[name, value] as const]));
  return [
    ...listValues('theme', theme),
    ...listValues('sector', [sector]),
    ...listValues('licence', [licence]),
    ...listValues('language', languages),
    ...listValues('publisher', Object.values(publisher?.name ?? {})),
    ...listValues('provider', [provider]),
    ...listValues('kind', [kind]),
    ...listValues('charge', [charge?.basis]),
    ...listValues('format', listFormats(content)),
    ...listValues('division', listAround(spatial)),
    ...listValues('place', Object.values(spatial?.place ?? {}).map(foldPlace)),
    ...listValues('audience', audience),
    ...listValues(gapFacet, [findGap(spatial)]),
  ];
}

/** Returns the division of a content, and those that contain it. */
function listAround(spatial: ListingContent['spatial']): readonly string[] {
  return spatial?.adcode === undefined ? [] : listDivisions(spatial.adcode);
}

/** Returns the tokens of the titles, the pairs of those, and the tokens of the other texts. */
export function indexTexts({ title, description, keywords, theme, publisher, spatial, identifier }: ListingContent): {
  readonly title: string;
  readonly pairs: string;
  readonly body: string;
} {
  const others = [
    ...Object.values(description ?? {}),
    ...(keywords ?? []),
    ...(theme ?? []),
    ...Object.values(publisher?.name ?? {}),
    ...Object.values(spatial?.place ?? {}),
    ...(identifier === undefined ? [] : [identifier]),
  ];
  const titles = Object.values(title).map((text) => listTokens(text));
  return {
    title: joinTexts(titles.map((tokens) => [nameText(tokens), ...tokens])),
    pairs: joinTexts(titles.map((tokens) => [textMark, ...listPairs(tokens)])),
    body: joinTexts(others.map((text) => [textMark, ...listTokens(text)])),
  };
}

function joinTexts(texts: readonly (readonly string[])[]): string {
  return texts.map((tokens) => tokens.join(' ')).join(' ');
}

/** Returns the box of a content; of one across the antimeridian, all longitudes. */
export function findBox({ spatial }: ListingContent): Box | undefined {
  if (spatial?.isWholeWorld) return world;
  const { bbox, points = [] } = spatial ?? {};
  if (bbox) {
    const { west, east } = findGap(spatial) ? world : { west: bbox.westE7, east: bbox.eastE7 };
    return { west, south: bbox.southE7, east, north: bbox.northE7 };
  }
  if (points.length === 0) return undefined;
  const [longitudes, latitudes] = [points.map(({ longitudeE7 }) => longitudeE7), points.map(({ latitudeE7 }) => latitudeE7)];
  return { west: Math.min(...longitudes), south: Math.min(...latitudes), east: Math.max(...longitudes), north: Math.max(...latitudes) };
}

/** Returns the longitudes that a box across the antimeridian leaves out, as JSON; `undefined` if it does not go across. */
function findGap(spatial: ListingContent['spatial']): string | undefined {
  const { bbox } = spatial ?? {};
  return bbox && bbox.westE7 > bbox.eastE7 ? JSON.stringify([bbox.eastE7, bbox.westE7]) : undefined;
}
