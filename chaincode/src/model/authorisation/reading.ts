import { Type } from '@sinclair/typebox';
import { readAsked } from '../asked';
import { Closed, Id, PageOf, pageInput, type Page } from '../forms';
import { readHistory } from '../history';
import { all, indexes, keys, slotsOf } from '../keys';
import { Change } from '../record';
import type { Ledger } from '../reader';
import { actorsOf, declareEvaluate } from '../transaction';
import { AuthorisationView } from './records';
import { isHiddenFrom, relateToAuthorisation, seeAuthorisation, viewAuthorisation, type SeenAuthorisation } from './seen';

const ById = Closed({ id: Id('aut') });

/** One authorisation, with how many of its slots were used. */
export const GetAuthorisation = declareEvaluate<SeenAuthorisation>()({
  name: 'GetAuthorisation',
  noun: 'authorisation',
  verb: 'get',
  summary: 'One authorisation: its terms, its stances, what is left of it.',
  address: ['id'],
  input: ById,
  output: AuthorisationView,
  see: async (ledger, { id }) => ({ ...(await seeAuthorisation(ledger, id)), slotsUsed: await countSlots(ledger, id) }),
  relate: relateToAuthorisation,
  checks: { AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen, at }) => viewAuthorisation(seen, at),
});

/** Every change of an authorisation and of its stances, first to last. */
export const GetAuthorisationHistory = declareEvaluate<SeenAuthorisation & { readonly changes: readonly Change[] }>()({
  name: 'GetAuthorisationHistory',
  noun: 'authorisation',
  verb: 'history',
  summary: 'Every change of an authorisation and of the stances upon it, first to last.',
  address: ['id'],
  input: ById,
  output: Type.Array(Change),
  see: async (ledger, { id }) => {
    const seen = await seeAuthorisation(ledger, id);
    const changes = await readHistory(ledger, [
      keys.authorisation(id),
      ...seen.stances.map(({ slot }) => keys.stance('authorisation', id, slot)),
    ]);
    return { ...seen, changes };
  },
  relate: relateToAuthorisation,
  checks: { AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

const By = { buyer: Type.Optional(Id('ptc')), provider: Type.Optional(Id('ptc')), listing: Type.Optional(Id('lst')) };

/** The authorisations that the caller may see: of a buyer, of a provider, upon a listing, or all. */
export const ListAuthorisations = declareEvaluate<Page<SeenAuthorisation>>()({
  name: 'ListAuthorisations',
  noun: 'authorisation',
  verb: 'list',
  summary: 'The authorisations that you may see: of a buyer, of a provider, upon a listing, or all.',
  address: [],
  input: Closed({ ...By, ...pageInput }),
  output: PageOf(AuthorisationView),
  see: (ledger, asked, { caller }) =>
    readAsked(ledger, asked, {
      by: { buyer: indexes.authorisationsOfBuyer, provider: indexes.authorisationsOfProvider, listing: indexes.authorisationsOfListing },
      all: all('authorisation'),
      read: async (id) => {
        const seen = await seeAuthorisation(ledger, id);
        const hidden = isHiddenFrom(actorsOf(caller, relateToAuthorisation(seen, caller)));
        return hidden ? undefined : { seen, record: seen.authorisation };
      },
    }),
  relate: () => [],
  checks: {},
  answer: ({ seen, at }) => ({ ...seen, items: seen.items.map((each) => viewAuthorisation(each, at)) }),
});

async function countSlots(ledger: Ledger, id: string): Promise<number> {
  let count = 0;
  let cursor: string | undefined;
  do {
    const page = await ledger.page(slotsOf(id), { limit: 200, ...(cursor !== undefined && { cursor }) });
    count += page.items.length;
    cursor = page.next;
  } while (cursor !== undefined);
  return count;
}
