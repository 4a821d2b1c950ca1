import type { Distribution, LanguageMap, ListingContent } from '@databund/model';
import { importDefaults, isObject, getLine, getLines, getObject, omitEmpty, selectRest, getText, getWebAddress } from './fields';
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
  const title = mapTexts(record, 'name');
  if (title === undefined) throw new RecordError('MEMBER_MISSING', 'has no name in any language');
  const website = getWebAddress(record, 'website');
  const content: ListingContent = omitEmpty({
    ...importDefaults,
    title,
    description: mapTexts(record, 'description'),
    publisher: { name: title, ...(website !== undefined && { homepage: website }) },
    landingPage: website,
    theme: getLines(record, 'domains'),
    keywords: getLines(record, 'tags'),
    frequency: getLine(record, 'update_frequency'),
    languages: Object.keys(title),
    distributions: ['data_url', 'api_url'].flatMap((name) => mapLink(record, name)),
    identifier: getLine(record, 'id'),
  });
  return { content, rest: selectRest(record, placed), files: [] };
}

function mapTexts(record: SourceObject, name: string): LanguageMap | undefined {
  const map = getObject(record, name) ?? {};
  const texts = Object.keys(map).flatMap((tag) => {
    const text = getText(map, tag);
    return text === undefined ? [] : [[languageTags[tag] ?? tag, text] as const];
  });
  return texts.length > 0 ? Object.fromEntries(texts) : undefined;
}

function mapLink(record: SourceObject, name: string): Distribution[] {
  const url = getWebAddress(record, name);
  return url === undefined ? [] : [{ kind: 'linked', url }];
}
