import { readFileSync } from 'node:fs';
import type { Distribution } from '@databund/model';
import { UsageError } from '../../usage-error';
import {
  makeAddressReader,
  takeAddress,
  takeArea,
  takeDate,
  takeDescription,
  takeKeywords,
  takeLanguages,
  takeLicence,
  takePeriod,
  takePublisher,
  takeThemes,
  takeTitle,
  makeTermReader,
} from '../dataset-members';
import { isObject, omitEmpty } from '../fields';
import { canOpenList } from '../input/split-json';
import type { Members } from '../members';
import { RecordError } from '../record-error';
import type { Draft, OutsideRecord, SourceRecord } from '../record';
import type { JsonFormat } from '../format';
import type { SourceObject } from '../source-object';
import { findRestriction, isTrue } from '../values/access';
import { readText } from '../values/text';

/** The members of a listing that a table can fill, and the columns that fill them if no mapping says so. */
const usualColumns = {
  identifier: ['identifier', 'id', 'dataset_id', 'uid'],
  title: ['title', 'name', 'dataset', 'label'],
  description: ['description', 'notes', 'summary', 'abstract'],
  publisher: ['publisher', 'organization', 'organisation', 'agency', 'provider'],
  licence: ['licence', 'license', 'license_url', 'license_id'],
  keywords: ['keywords', 'keyword', 'tags'],
  theme: ['theme', 'themes', 'category', 'categories'],
  landingPage: ['landing_page', 'landingpage', 'homepage', 'page'],
  issued: ['issued', 'created', 'date_published'],
  modified: ['modified', 'updated', 'last_modified'],
  frequency: ['frequency', 'update_frequency', 'accrualperiodicity'],
  languages: ['languages', 'language'],
  spatial: ['spatial', 'bbox', 'place', 'location'],
  temporal: ['temporal', 'period'],
  distributions: ['url', 'download_url', 'downloadurl', 'access_url', 'accessurl', 'link', 'distributions'],
} as const;
type Column = keyof typeof usualColumns;

/** Names the members of a record that fill each member of a listing. */
export type ColumnMap = Readonly<Partial<Record<Column, readonly string[]>>>;

/** Reads a mapping, a JSON object from the members of a listing to a column or several. @throws UsageError JSON_INVALID */
export function readColumnMap(path: string): ColumnMap {
  const map = parseMap(path);
  const unknown = Object.keys(map).filter((name) => !Object.hasOwn(usualColumns, name));
  const isValid = Object.values(map).every((columns) =>
    (Array.isArray(columns) ? columns : [columns]).every((each) => typeof each === 'string'),
  );
  if (unknown.length > 0 || !isValid)
    throw new UsageError('JSON_INVALID', `the mapping ${path} must give a column for some of ${Object.keys(usualColumns).join(', ')}`);
  return Object.fromEntries(
    Object.entries(map).map(([name, columns]) => [name, (Array.isArray(columns) ? columns : [columns]).map(String)]),
  );
}

function parseMap(path: string): SourceObject {
  try {
    const map: unknown = JSON.parse(readFileSync(path, 'utf8'));
    if (isObject(map)) return map;
  } catch (error) {
    throw new UsageError('JSON_INVALID', `the mapping ${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
  throw new UsageError('JSON_INVALID', `the mapping ${path} is not an object`);
}

/** Makes the format of a table (CSV, or JSON of any form) whose columns a mapping names. */
export function makeTable(map: ColumnMap = {}): JsonFormat {
  return {
    name: 'table',
    recognises: () => false,
    recognisesRecord: () => false,
    parts: {
      canOpen: canOpenList,
      isSplit: (outline) => findRows(outline, map) !== undefined,
      list: ({ member, isElement, value, line }) => [isElement && isObject(value) ? { value, line } : { path: member, value, line }],
    },
    listRecords: (document, line) => listRows(document, map, line),
    identify: (record) => readText(record[findColumns(record, 'identifier', map)[0] ?? '']),
    map: (members) => mapRow(members, map),
  };
}

/** Yields the rows of a document, or else itself. */
function* listRows(document: SourceObject, map: ColumnMap, line: number): Generator<SourceRecord | OutsideRecord> {
  const list = findRows(document, map);
  if (!list) {
    yield { value: document, line };
    return;
  }
  for (const [path, value] of Object.entries(document)) if (path !== list.name) yield { path, value, line };
  for (const each of list.rows) yield isObject(each) ? { value: each, line } : { path: list.name, value: each, line };
}

/** Finds the only list of objects in a document that has no identifier of its own. */
function findRows(document: SourceObject, map: ColumnMap): { readonly name: string; readonly rows: readonly unknown[] } | undefined {
  const [list, ...others] = Object.entries(document).filter(([, member]) => hasObjects(member));
  const [identifier = ''] = findColumns(document, 'identifier', map);
  if (!list || others.length > 0 || Object.hasOwn(document, identifier)) return undefined;
  return { name: list[0], rows: [list[1]].flat() };
}

function hasObjects(value: unknown): boolean {
  return Array.isArray(value) && value.some(isObject);
}

function findColumns(record: SourceObject, member: Column, map: ColumnMap): readonly string[] {
  const named = map[member];
  if (named) return named;
  const byName = new Map(
    Object.keys(record).map((name) => [
      name
        .trim()
        .toLowerCase()
        .replaceAll(/[\s-]+/g, '_'),
      name,
    ]),
  );
  return usualColumns[member].flatMap((usual) => byName.get(usual) ?? []).slice(0, member === 'distributions' ? undefined : 1);
}

/** Returns the level of access that a row states in a column of its own, if it is not public. */
function findAccess(record: SourceObject): string | undefined {
  for (const [name, value] of Object.entries(record)) {
    const column = name.toLowerCase().replaceAll(/[^a-z]/g, '');
    if (column === 'private' && isTrue(value)) return name;
    if (column === 'accesslevel' || column === 'accessrights') return findRestriction(value);
  }
  return undefined;
}

function mapRow(members: Members, map: ColumnMap): Draft {
  const find = (member: Column) => findColumns(members.value, member, map);
  const findOne = (member: Column) => find(member)[0] ?? '';
  const title = takeTitle(members, findOne('title'));
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no title');
  return omitEmpty({
    title,
    access: findAccess(members.value),
    description: takeDescription(members, findOne('description')),
    publisher: takePublisher(members, findOne('publisher')),
    licence: takeLicence(members, find('licence')),
    keywords: takeKeywords(members, findOne('keywords')),
    theme: takeThemes(members, findOne('theme')),
    landingPage: takeAddress(members, find('landingPage')),
    issued: takeDate(members, findOne('issued')),
    modified: takeDate(members, findOne('modified')),
    frequency: members.take(findOne('frequency'), makeTermReader(200)),
    languages: takeLanguages(members, findOne('languages')),
    spatial: takeArea(members, findOne('spatial')),
    temporal: takePeriod(members, findOne('temporal')),
    distributions: find('distributions').flatMap((name) =>
      members.takeEach(name, makeAddressReader(members), /\s*[;|\n]\s*/).map((url): Distribution => ({ kind: 'linked', url })),
    ),
  });
}
