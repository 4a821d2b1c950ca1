import type { Distribution, LanguageMap } from '@databund/model';
import { makeAddressReader, takeAddress, takeKeywords, takeThemes, makeTermReader } from '../dataset-members';
import { isObject, omitEmpty } from '../fields';
import type { Members } from '../members';
import { RecordError } from '../record-error';
import type { Draft } from '../record';
import type { JsonFormat } from '../format';
import { takeTexts } from '../values/language-map';

/** The source writes Chinese in simplified characters. */
const tags = { zh: 'zh-Hans' };

/** FirstData's bilingual descriptions of data sources, one in each file. */
export const firstData: JsonFormat = {
  name: 'first-data',
  recognises: isRecord,
  recognisesRecord: isRecord,
  identify: ({ id }) => id,
  map,
};

function isRecord({ name, data_url: address }: Readonly<Record<string, unknown>>): boolean {
  return isObject(name) && typeof address === 'string';
}

function map(members: Members): Draft {
  const title = takeBilingual(members, 'name', 1_000);
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no name in any language');
  const website = takeAddress(members, ['website']);
  return omitEmpty({
    title,
    description: takeBilingual(members, 'description', 65_536),
    publisher: { name: title, ...(website !== undefined && { homepage: website }) },
    landingPage: website,
    theme: takeThemes(members, 'domains'),
    keywords: takeKeywords(members, 'tags'),
    frequency: members.take('update_frequency', makeTermReader(200)),
    languages: Object.keys(title),
    distributions: ['data_url', 'api_url'].flatMap((name): Distribution[] => {
      const url = members.take(name, makeAddressReader(members));
      return url === undefined ? [] : [{ kind: 'linked', url }];
    }),
  });
}

function takeBilingual(members: Members, name: string, limit: number): LanguageMap | undefined {
  const isLine = name === 'name';
  return takeTexts(members, name, { limit, isLine, tags, limitBytes: isLine ? undefined : members.options.limits.descriptionLimitBytes });
}
