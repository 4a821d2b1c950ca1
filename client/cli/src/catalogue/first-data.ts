import type { Distribution, LanguageMap, ListingContent } from '@databund/model';
import { importDefaults, isObject, lineOf, linesOf, objectOf, present, restOf, textOf, webAddressOf } from './fields';
import { RecordError, type Format, type Mapped, type SourceObject } from './record';

const placed = ['id', 'name', 'description', 'website', 'data_url', 'api_url', 'update_frequency', 'domains', 'tags'];
/** The source writes Chinese in simplified characters. */
const languageTags: Readonly<Record<string, string>> = { zh: 'zh-Hans' };

/** FirstData's bilingual descriptions of data sources, one in each file. */
export const firstData: Format = {
  name: 'first-data',
  recognises: ({ name, data_url: address }) => isObject(name) && typeof address === 'string',
  identifier: 'id',
  map,
};

function map(record: SourceObject): Mapped {
  const title = languageMap(record, 'name');
  if (title === undefined) throw new RecordError('MEMBER_MISSING', 'has no name in any language');
  const website = webAddressOf(record, 'website');
  const content: ListingContent = present({
    ...importDefaults,
    title,
    description: languageMap(record, 'description'),
    publisher: { name: title, ...(website !== undefined && { homepage: website }) },
    landingPage: website,
    theme: linesOf(record, 'domains'),
    keywords: linesOf(record, 'tags'),
    frequency: lineOf(record, 'update_frequency'),
    languages: Object.keys(title),
    distributions: ['data_url', 'api_url'].flatMap((name) => linked(record, name)),
    identifier: lineOf(record, 'id'),
  });
  return { content, rest: restOf(record, placed), files: [] };
}

function languageMap(record: SourceObject, name: string): LanguageMap | undefined {
  const map = objectOf(record, name) ?? {};
  const texts = Object.keys(map).flatMap((tag) => {
    const text = textOf(map, tag);
    return text === undefined ? [] : [[languageTags[tag] ?? tag, text] as const];
  });
  return texts.length > 0 ? Object.fromEntries(texts) : undefined;
}

function linked(record: SourceObject, name: string): Distribution[] {
  const url = webAddressOf(record, name);
  return url === undefined ? [] : [{ kind: 'linked', url }];
}
