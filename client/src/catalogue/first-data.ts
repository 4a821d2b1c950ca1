import type { Distribution, LanguageMap, ListingContent } from '@databund/chaincode/model';
import { importDefaults, lineOf, linesOf, membersOf, present, sourceOf, textOf, webAddressOf } from './fields';
import type { CatalogueContext, Format, Mapped } from './record';

const placed = ['id', 'name', 'description', 'website', 'data_url', 'api_url', 'update_frequency', 'domains', 'tags'];
const languageTags: Readonly<Record<string, string>> = { zh: 'zh-Hans' };

/** FirstData’s bilingual descriptions of data sources: one a file. */
export const firstData: Format = {
  name: 'first-data',
  recognises: (document) => typeof membersOf(document)['name'] === 'object' && 'data_content' in membersOf(document),
  identifierOf: ({ id }) => id,
  map,
};

function map(record: Readonly<Record<string, unknown>>, { language }: CatalogueContext): Mapped {
  const title = languageMap(record['name']);
  if (title === undefined) return { ok: false, reason: 'has no name in any language' };
  const distributions = ['data_url', 'api_url'].map((member) => linked(record, member)).filter((each) => each !== undefined);
  const website = webAddressOf(record['website']);
  const content: ListingContent = present({
    ...importDefaults,
    title,
    description: languageMap(record['description']),
    publisher: { name: title, ...(website !== undefined && { homepage: website }) },
    landingPage: website,
    theme: linesOf(record['domains'], 200),
    keywords: linesOf(record['tags'], 200),
    frequency: lineOf(record['update_frequency'], 200),
    languages: Object.keys(title).length > 0 ? Object.keys(title) : [language],
    distributions,
    identifier: lineOf(record['id'], 2_048),
    source: sourceOf('first-data', record, placed),
  });
  return { ok: true, identifier: String(record['id']), content, files: [] };
}

function languageMap(value: unknown): LanguageMap | undefined {
  const texts = Object.entries(membersOf(value)).flatMap(([tag, text]) => {
    const trimmed = textOf(text);
    return trimmed === undefined ? [] : [[languageTags[tag] ?? tag, trimmed] as const];
  });
  return texts.length > 0 ? Object.fromEntries(texts) : undefined;
}

function linked(record: Readonly<Record<string, unknown>>, member: string): Distribution | undefined {
  const url = webAddressOf(record[member]);
  return url === undefined ? undefined : { kind: 'linked', url };
}
