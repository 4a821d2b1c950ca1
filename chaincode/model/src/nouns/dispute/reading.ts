import { Type } from '@sinclair/typebox';
import { readAsked } from '../../kernel/asked';
import { Closed, Id, PageOf, pageInput, type Page } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys } from '../../kernel/keys';
import { actorsOf, declareEvaluate } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { DisputeView } from './records';
import { relateToDispute, seeDispute, viewDispute, type SeenDispute } from './seen';

const ById = Closed({ id: Id('dis') });

/** One dispute. */
export const GetDispute = declareEvaluate<SeenDispute>()({
  name: 'GetDispute',
  noun: 'dispute',
  verb: 'get',
  summary: 'One dispute: its claim, its evidence, its rulings.',
  address: ['id'],
  input: ById,
  output: DisputeView,
  see: (ledger, { id }) => seeDispute(ledger, id),
  relate: relateToDispute,
  checks: { DISPUTE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen }) => viewDispute(seen.dispute),
});

/** Every change of a dispute, first to last. */
export const GetDisputeHistory = declareEvaluate<SeenDispute & { readonly changes: History }>()({
  name: 'GetDisputeHistory',
  noun: 'dispute',
  verb: 'history',
  summary: 'Every change of a dispute, first to last.',
  address: ['id'],
  input: ById,
  output: History,
  see: async (ledger, { id }, { caller }) => {
    const seen = await seeDispute(ledger, id);
    const isHidden = isHiddenFrom(actorsOf(caller, relateToDispute(seen, caller)));
    return { ...seen, changes: isHidden ? [] : await readHistory(ledger, [keys.dispute(id)]) };
  },
  relate: relateToDispute,
  checks: { DISPUTE_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

/** The disputes that the caller may see: of a trade, or all. */
export const ListDisputes = declareEvaluate<Page<SeenDispute>>()({
  name: 'ListDisputes',
  noun: 'dispute',
  verb: 'list',
  summary: 'The disputes that you may see: of a trade, or all. A party’s own: of what it provides, then of what it buys.',
  address: [],
  input: Closed({ trade: Type.Optional(Id('trd')), ...pageInput }),
  output: PageOf(DisputeView),
  see: (ledger, asked, { caller }) => {
    const found = {
      by: { trade: indexes.disputesOfTrade, buyer: indexes.disputesOfBuyer, provider: indexes.disputesOfProvider },
      all: all('dispute'),
      record: keys.dispute,
      read: (id: string) => seeDispute(ledger, id),
    };
    return readAsked(ledger, asked, found, caller);
  },
  relate: () => [],
  checks: {},
  answer: ({ seen }) => ({ ...seen, items: seen.items.map(({ dispute }) => viewDispute(dispute)) }),
});
