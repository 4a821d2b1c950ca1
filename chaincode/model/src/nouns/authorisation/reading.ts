import { Type } from '@sinclair/typebox';
import { readAsked } from '../../kernel/asked';
import { Closed, Id, PageOf, pageInput, type Page } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys, slotsOf } from '../../kernel/keys';
import { keysUnder } from '../../kernel/page';
import type { Ledger } from '../../kernel/reader';
import { actorsOf, declareEvaluate } from '../../kernel/transaction';
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
  see: (ledger, { id }) => seeCounted(ledger, id),
  relate: relateToAuthorisation,
  checks: { AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen, at }) => viewAuthorisation(seen, at),
});

/** Every change of an authorisation and of its stances, first to last. */
export const GetAuthorisationHistory = declareEvaluate<SeenAuthorisation & { readonly changes: History }>()({
  name: 'GetAuthorisationHistory',
  noun: 'authorisation',
  verb: 'history',
  summary: 'Every change of an authorisation and of the stances upon it, first to last.',
  address: ['id'],
  input: ById,
  output: History,
  see: async (ledger, { id }, { caller }) => {
    const seen = await seeAuthorisation(ledger, id);
    const stances = seen.stances.map(({ slot }) => keys.stance('authorisation', id, slot));
    const isHidden = isHiddenFrom(actorsOf(caller, relateToAuthorisation(seen, caller)));
    return { ...seen, changes: isHidden ? [] : await readHistory(ledger, [keys.authorisation(id), ...stances]) };
  },
  relate: relateToAuthorisation,
  checks: { AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

const By = { buyer: Type.Optional(Id('ptc')), provider: Type.Optional(Id('ptc')), listing: Type.Optional(Id('lst')) };

/** Slots that one page of authorisations counts, at most, before it ends. */
const countLimit = 20_000;

/** The authorisations that the caller may see: of a buyer, of a provider, upon a listing, or all. */
export const ListAuthorisations = declareEvaluate<Page<SeenAuthorisation>>()({
  name: 'ListAuthorisations',
  noun: 'authorisation',
  verb: 'list',
  summary:
    'The authorisations that you may see: of a buyer, of a provider, upon a listing, or all. A party’s own: what it provides, then what it buys.',
  address: [],
  input: Closed({ ...By, ...pageInput }),
  output: PageOf(AuthorisationView),
  see: (ledger, asked, { caller }) => {
    let counted = 0;
    const found = {
      by: { buyer: indexes.authorisationsOfBuyer, provider: indexes.authorisationsOfProvider, listing: indexes.authorisationsOfListing },
      all: all('authorisation'),
      record: keys.authorisation,
      read: async (id: string) => {
        const seen = await seeCounted(ledger, id);
        counted += seen.slotsUsed;
        return seen;
      },
      isSpent: () => counted >= countLimit,
    };
    return readAsked(ledger, asked, found, caller);
  },
  relate: () => [],
  checks: {},
  answer: ({ seen, at }) => ({ ...seen, items: seen.items.map((each) => viewAuthorisation(each, at)) }),
});

/** An authorisation with how many of its slots were taken: it is EXHAUSTED when all are. */
async function seeCounted(ledger: Ledger, id: string): Promise<SeenAuthorisation & { readonly slotsUsed: number }> {
  const seen = await seeAuthorisation(ledger, id);
  let slotsUsed = 0;
  for await (const taken of keysUnder(ledger, slotsOf(id))) slotsUsed += taken.length;
  return { ...seen, slotsUsed };
}
