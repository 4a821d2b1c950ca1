import type { LanguageMap, ListingContent } from '@databund/model';
import { getOwn, isObject } from './fields';
import type { Members } from './members';
import { RecordError } from './record-error';
import type { SourceRules } from './record';
import { readDate, readPeriod } from './values/period';
import { takeTexts } from './values/language-map';
import { parseLanguageTag, readLanguageTag } from './values/language-tag';
import { readArea } from './values/spatial';
import { makeLineReader, readLine, toName } from './values/text';
import { readWebAddress, requireBase } from './values/web-address';

/** The members that hold the name of a thing in the vocabularies of catalogues. */
const nameMembers = [
  'name',
  'prefLabel',
  'title',
  'label',
  'notation',
  'foaf:name',
  'skos:prefLabel',
  'schema:name',
  'rdfs:label',
  'dct:title',
  'vcard:fn',
  'vcard:organization-name',
];
const addressMembers = ['@id', 'url', 'uri', 'path', 'href', 'rdf:value'];

/** Takes a title: one line of at most 1,000 characters in each language. */
export function takeTitle(members: Members, name: string): LanguageMap | undefined {
  return takeTexts(members, name, { limit: 1_000, isLine: true });
}

/** Takes a description, cut at the exchange's limit with a note. */
export function takeDescription(members: Members, name: string): LanguageMap | undefined {
  return takeTexts(members, name, { limit: 65_536, limitBytes: members.options.limits.descriptionLimitBytes, isLine: false });
}

/** Takes the name of a publisher: a text, or the name of an object or of the first of several. Its homepage too, if it has one. */
export function takePublisher(members: Members, name: string, homepageName = 'homepage'): ListingContent['publisher'] {
  const object = members.object(name);
  const map = members.options.rules?.map?.publisher;
  if (!object) {
    const text = takeTitle(members, name);
    return text && { name: mapTexts(text, map) };
  }
  const named = takeFirstTexts(object) ?? takeIri(object);
  if (named === undefined) return undefined;
  const homepage = object.take(homepageName, makeAddressReader(object));
  const mapped = mapTexts(named, map);
  if (mapped !== named) object.note('changed', [], 'is listed under another name', named);
  return { name: mapped, ...(homepage !== undefined && { homepage }) };
}

function takeFirstTexts(object: Members): LanguageMap | undefined {
  for (const name of nameMembers) {
    const texts = takeTitle(object, name);
    if (texts) return texts;
  }
  return undefined;
}

function takeIri(object: Members): LanguageMap | undefined {
  const iri = object.take('@id', makeLineReader(1_000));
  return iri === undefined ? undefined : { [object.options.language]: iri };
}

function mapTexts(texts: LanguageMap, map: Readonly<Record<string, string>> = {}): LanguageMap {
  const entries = Object.entries(texts);
  return entries.some(([, text]) => getOwn(map, text) !== undefined)
    ? Object.fromEntries(entries.map(([tag, text]) => [tag, getOwn(map, text) ?? text]))
    : texts;
}

/** Reads one line of a text, or of the name or address of an object. Values that the source's file replaces are replaced. */
export const makeTermReader =
  (limit: number, map: Readonly<Record<string, string>> = {}) =>
  (value: unknown): string | undefined => {
    const term = readTerm(value, limit);
    return term === undefined ? undefined : (getOwn(map, term) ?? term);
  };

function readTerm(value: unknown, limit: number): string | undefined {
  if (Array.isArray(value)) return value.length === 0 ? undefined : readTerm(value[0], limit);
  if (!isObject(value)) return readLine(value, limit);
  if ('@value' in value) return readLine(value['@value'], limit);
  for (const name of [...nameMembers, ...addressMembers]) {
    const found = value[name] === undefined ? undefined : readTerm(pickText(value[name]), limit);
    if (found !== undefined) return found;
  }
  throw new RecordError('MEMBER_INVALID', 'has no name');
}

/** Picks one text of several languages: the English one, or the first. */
function pickText(value: unknown): unknown {
  if (Array.isArray(value)) return value.find((each) => isObject(each) && String(each['@language']).startsWith('en')) ?? value[0];
  return isObject(value) && !('@value' in value) && !nameMembers.some((name) => name in value)
    ? (value['en'] ?? Object.values(value)[0])
    : value;
}

/** Takes a licence: the address of an object before its name. */
export function takeLicence(members: Members, names: readonly string[]): string | undefined {
  const { map } = members.options.rules ?? {};
  return members.takeFirst(names, (value) => {
    const term = readLicence(Array.isArray(value) ? value[0] : value);
    return term === undefined ? undefined : (getOwn(map?.licence, term) ?? term);
  });
}

function readLicence(value: unknown): string | undefined {
  if (!isObject(value)) return readLine(value, 2_048);
  for (const name of addressMembers) {
    const address = value[name];
    if (typeof address === 'string' && /^https?:/i.test(address)) return readLine(requireBase(address), 2_048);
  }
  return readTerm(value, 2_048);
}

/** Takes at most `count` different lines of a list, or of a text with commas. */
export function takeLines(members: Members, name: string, { limit = 200, count, map, isName, seen = new Set() }: LineOptions): string[] {
  const read = makeTermReader(limit, map);
  const add = (value: unknown): string | undefined => {
    const term = read(value);
    if (term === undefined) return undefined;
    const line = isName === true ? toName(term) : term;
    return addLine(seen, line, count);
  };
  const tagged = listTagged(members.value[name]);
  if (tagged) members.take(name, () => tagged.map(add));
  else members.takeEach(name, add, /\s*[,;]\s*/);
  retainTagged(members, name);
  return [...seen];
}

/** Options of lines: their length and number, the words that replace others, and those that other members of the list gave. */
interface LineOptions {
  readonly limit?: number;
  readonly count: number;
  readonly map?: Words | undefined;
  readonly isName?: boolean;
  readonly seen?: Set<string> | undefined;
}
type Words = Readonly<Record<string, string>>;

/** Adds a line, so that one over the limit stays in the source with a warning. @throws RecordError LIMIT_EXCEEDED */
function addLine(seen: Set<string>, line: string, count: number): string {
  if (seen.size >= count && !seen.has(line)) throw new RecordError('LIMIT_EXCEEDED', `is over the limit of ${String(count)} in a list`);
  seen.add(line);
  return line;
}

/** Lists the words of an object from language to words. Returns undefined for another value. */
function listTagged(value: unknown): readonly unknown[] | undefined {
  if (!isObject(value) || Object.keys(value).length === 0) return undefined;
  const isText = (each: unknown) => typeof each === 'string';
  const isWords = (each: unknown) => isText(each) || (Array.isArray(each) && each.every(isText));
  const isMap = Object.entries(value).every(
    ([tag, each]) => parseLanguageTag(tag) !== undefined && /^[A-Za-z]{2,3}(?:[-_]|$)/.test(tag) && isWords(each),
  );
  return isMap && !('url' in value) && !('uri' in value) ? Object.values(value).flat() : undefined;
}

/** Keeps lines in a language of their own in the source too, because a listing's lists do not name languages. */
function retainTagged(members: Members, name: string): void {
  const value = members.value[name];
  const isTagged = (each: unknown) =>
    isObject(each) && typeof each['@language'] === 'string' && each['@language'] !== members.options.language;
  if (Array.isArray(value)) value.forEach((each, index) => isTagged(each) && members.retain([name, index]));
  else if (isTagged(value) || listTagged(value)) members.retain([name]);
}

/** Takes keywords, at most 256, with those that are `seen` in other objects of the list. */
export function takeKeywords(members: Members, name: string, seen?: Set<string>): string[] {
  return takeLines(members, name, { count: 256, seen });
}

/** Takes themes, at most 64, as the source's file renames them. */
export function takeThemes(members: Members, name: string, map: SourceRules['map'] = members.options.rules?.map): string[] {
  return takeLines(members, name, { count: 64, map: map?.theme, isName: true });
}

/** Takes a date of the calendar; another text stays in the source. */
export function takeDate(members: Members, name: string): string | undefined {
  return members.take(name, readDate);
}

/** Takes a period: an interval of ISO 8601, or an object with its begin and end. */
export function takePeriod(members: Members, name: string): ListingContent['temporal'] {
  return members.take(name, readPeriod);
}

/** Takes an area: a box, a shape by its envelope, or the name of a place. */
export function takeArea(members: Members, name: string): ListingContent['spatial'] {
  const { language, places } = members.options;
  const area = members.take(name, (value) => readArea(value, language, places));
  if (area?.bbox && area.bbox.westE7 > area.bbox.eastE7)
    members.note('doubtful', [name], 'is a box whose west is east of its east: it is listed as one across the antimeridian');
  return area;
}

/** Takes the tags of languages, each once; without any, the language of the texts. */
export function takeLanguages(members: Members, name: string): string[] {
  const seen = new Set<string>();
  members.takeEach(
    name,
    (value) => addLine(seen, readLanguageTag(isObject(value) ? (value['@id'] ?? value['@value'] ?? value['rdf:value']) : value), 64),
    /\s*[,;]\s*/,
  );
  return [...seen];
}

/** Takes a web address. The source keeps its form if it is listed in another one. */
export function takeAddress(members: Members, names: readonly string[]): string | undefined {
  return members.takeFirst(names, makeAddressReader(members));
}

/** Reads a web address of a text, of an object with an address, or of the first of several. @throws RecordError ADDRESS_INVALID */
export const makeAddressReader =
  ({ options: { base } }: Members) =>
  (value: unknown): string => {
    const only: unknown = Array.isArray(value) ? value[0] : value;
    return readWebAddress(isObject(only) ? (only['@id'] ?? only['@value'] ?? only['url']) : only, base);
  };

/** Takes the type of media: one line, without the address of the registry. */
export function takeMediaType(members: Members, names: readonly string[]): string | undefined {
  return members.takeFirst(names, (value) =>
    makeTermReader(255)(value)?.replace(/^https?:\/\/(?:www\.)?iana\.org\/assignments\/media-types\//, ''),
  );
}
