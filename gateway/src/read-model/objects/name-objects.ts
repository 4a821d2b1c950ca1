import { transactions, type Caller, type LanguageMap } from '@databund/model';
import { Type } from '@sinclair/typebox';
import { isValid } from '../../http/validation';
import { evaluateAt, findShown } from '../evaluate-at';
import type { HeightMoment } from '../read-model';
import { chooseText } from '../search/choose-language';
import { listTexts } from './judge-object';
import { readName } from './object-rows';

const Texts = Type.Record(Type.String(), Type.String());
const Listing = Type.Object({ content: Type.Object({ title: Texts }) });

interface Asker {
  readonly moment: HeightMoment;
  readonly caller: Caller;
  readonly languages: readonly string[];
}

/** Returns the names of the participants and the titles of the listings that objects name, as far as the caller may see them. */
export async function nameObjects(
  objects: readonly object[],
  { moment, caller, languages }: Asker,
): Promise<Readonly<Record<string, string>>> {
  const ids = new Set(listTexts(objects).filter((text) => /^(ptc|lst)-[0-9a-z]{26}$/.test(text)));
  const names = await Promise.all(
    [...ids].sort().map(async (id): Promise<readonly (readonly [string, string])[]> => {
      const texts = id.startsWith('ptc-') ? await readName(moment.store, id) : await readListingTitle(id, moment, caller);
      return texts ? [[id, chooseText(texts, languages).text]] : [];
    }),
  );
  return Object.fromEntries(names.flat());
}

async function readListingTitle(id: string, moment: HeightMoment, caller: Caller): Promise<LanguageMap | undefined> {
  const listing = await findShown(() => evaluateAt(transactions.GetListing, moment, { id }, caller));
  return isValid(Listing, listing) ? listing.content.title : undefined;
}
