import type { Distribution, ListingContent } from '@databund/model';
import {
  takeAddress,
  takeArea,
  takeDate,
  takeDescription,
  takeKeywords,
  takeLanguages,
  takeLicence,
  takeMediaType,
  takePeriod,
  takePublisher,
  takeThemes,
  takeTitle,
  makeTermReader,
} from '../dataset-members';
import { isObject, omitEmpty } from '../fields';
import type { Members } from '../members';
import { RecordError } from '../record-error';
import type { Draft, OutsideRecord, SourceRecord } from '../record';
import type { DocumentPart, JsonFormat } from '../format';
import type { SourceObject } from '../source-object';
import { isTrue } from '../values/access';

/** Packages as the API of CKAN answers them: `package_show`, `package_search`, `current_package_list_with_resources`, or one in each line. */
export const ckan: JsonFormat = {
  name: 'ckan',
  recognises: (document) => ('success' in document && 'result' in document) || isPackage(document),
  recognisesRecord: isPackage,
  parts: {
    opens: (path, container) =>
      (container === 'object' && path.join('.') === 'result') || (container === 'list' && /^result(?:\.results)?$/.test(path.join('.'))),
    hasOwnLists: true,
    isSplit: ({ result }) => Array.isArray(result) || (isObject(result) && 'results' in result),
    list: listPart,
  },
  listRecords,
  identify: ({ id, name }) => id ?? name,
  map,
};

function isPackage(record: SourceObject): boolean {
  return (
    ['metadata_created', 'metadata_modified', 'license_id', 'owner_org', 'organization', 'num_resources'].some((name) => name in record) &&
    ('name' in record || 'id' in record)
  );
}

/** Yields the packages of an answer; its other members belong to none of them. */
function* listPart({ member, value, line }: DocumentPart): Generator<SourceRecord | OutsideRecord> {
  const isPlace = member === 'result' || member === 'result.results';
  if (isPlace && isObject(value)) yield { value, line };
  else yield { path: member.replace(/^result\.(?!results$)/, ''), value, line };
}

/** Yields the only package of a document. */
function* listRecords(document: SourceObject, line: number): Generator<SourceRecord | OutsideRecord> {
  if (!('result' in document)) {
    yield { value: document, line };
    return;
  }
  const { result, ...members } = document;
  yield* listPart({ member: 'result', isElement: false, value: result, line });
  for (const [path, value] of Object.entries(members)) yield { path, value, line };
}

function map(members: Members): Draft {
  const title = takeTitle(members, 'title') ?? takeTitle(members, 'name');
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no title');
  const state = members.value['state'];
  if (isTrue(members.value['private']) || (typeof state === 'string' && state !== 'active'))
    throw new RecordError('ACCESS_NOT_PUBLIC', 'is private or not active');
  return omitEmpty({
    title,
    description: takeDescription(members, 'notes'),
    publisher: takeOrganisation(members),
    licence: takeLicence(members, ['license_url', 'license_title', 'license_id']),
    issued: takeDate(members, 'metadata_created'),
    modified: takeDate(members, 'metadata_modified'),
    keywords: takeTags(members),
    theme: takeThemes(members, 'groups'),
    landingPage: takeAddress(members, ['url']),
    languages: takeLanguages(members, 'language'),
    ...takeExtras(members),
    distributions: members.listObjects('resources').flatMap(mapResource),
  });
}

function takeOrganisation(members: Members): ListingContent['publisher'] {
  const { organization } = members.value;
  const title = members.object('organization');
  if (!isObject(organization) || !title) return undefined;
  const name = takeTitle(title, 'title');
  return name ? { name } : takePublisher(members, 'organization');
}

/** A tag is an object with a name. */
function takeTags(members: Members): string[] {
  const { tags } = members.value;
  if (!Array.isArray(tags) || !tags.some(isObject)) return takeKeywords(members, 'tags');
  const seen = new Set<string>();
  for (const tag of members.listObjects('tags')) takeKeywords(tag, 'name', seen);
  return [...seen];
}

/** Reads the extras that portals use for the members of DCAT. */
function takeExtras(members: Members): Partial<ListingContent> {
  const read: Partial<ListingContent> = {};
  const byKey = new Map(members.listObjects('extras').map((extra) => [String(extra.value['key']), extra]));
  const spatial = byKey.get('spatial');
  const area = spatial ? takeArea(spatial, 'value') : takeArea(members, 'spatial');
  const frequency =
    byKey.get('frequency')?.take('value', makeTermReader(200)) ?? byKey.get('accrual_periodicity')?.take('value', makeTermReader(200));
  const temporal = byKey.get('temporal');
  const period = temporal ? takePeriod(temporal, 'value') : undefined;
  return omitEmpty({ ...read, spatial: area, frequency, temporal: period });
}

function mapResource(members: Members): Distribution[] {
  const url = takeAddress(members, ['url']);
  if (url === undefined) {
    members.note('raw', [], 'is a resource without a web address');
    return [];
  }
  const mediaType = takeMediaType(members, ['mimetype']);
  return [{ kind: 'linked', ...omitEmpty({ url, mediaType, title: takeTitle(members, 'name') }) }];
}
