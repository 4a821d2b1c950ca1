import { Type } from '@sinclair/typebox';
import { readAsked } from '../../kernel/asked';
import { Closed, Id, PageOf, pageInput, type Page } from '../../kernel/forms';
import { History, readHistory } from '../../kernel/history';
import { all, indexes, keys } from '../../kernel/keys';
import { actorsOf, declareEvaluate } from '../../kernel/transaction';
import { isHiddenFrom } from '../authorisation/seen';
import { DeliveryView } from './records';
import { relateToDelivery, seeDelivery, viewDelivery, type SeenDelivery } from './seen';

const ById = Closed({ id: Id('dlv') });

/** One delivery, with whether its bytes may flow at this moment. */
export const GetDelivery = declareEvaluate<SeenDelivery>()({
  name: 'GetDelivery',
  noun: 'delivery',
  verb: 'get',
  summary: 'One delivery, with whether its bytes may flow at this moment.',
  address: ['id'],
  input: ById,
  output: DeliveryView,
  see: (ledger, { id }) => seeDelivery(ledger, id),
  relate: relateToDelivery,
  checks: { DELIVERY_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen, at }) => viewDelivery(seen, at),
});

/** Every change of a delivery, first to last. */
export const GetDeliveryHistory = declareEvaluate<SeenDelivery & { readonly changes: History }>()({
  name: 'GetDeliveryHistory',
  noun: 'delivery',
  verb: 'history',
  summary: 'Every change of a delivery, first to last.',
  address: ['id'],
  input: ById,
  output: History,
  see: async (ledger, { id }, { caller }) => {
    const seen = await seeDelivery(ledger, id);
    const isHidden = isHiddenFrom(actorsOf(caller, relateToDelivery(seen, caller)));
    return { ...seen, changes: isHidden ? [] : await readHistory(ledger, [keys.delivery(id)]) };
  },
  relate: relateToDelivery,
  checks: { DELIVERY_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined) },
  answer: ({ seen }) => [...seen.changes],
});

/** The deliveries that the caller may see: under an authorisation, to a buyer, by a provider, or all. */
export const ListDeliveries = declareEvaluate<Page<SeenDelivery>>()({
  name: 'ListDeliveries',
  noun: 'delivery',
  verb: 'list',
  summary:
    'The deliveries that you may see: under an authorisation, to a buyer, by a provider, or all. A party’s own: what it provides, then what it buys.',
  address: [],
  input: Closed({
    authorisation: Type.Optional(Id('aut')),
    buyer: Type.Optional(Id('ptc')),
    provider: Type.Optional(Id('ptc')),
    ...pageInput,
  }),
  output: PageOf(DeliveryView),
  see: (ledger, asked, { caller }) => {
    const found = {
      by: { authorisation: indexes.deliveriesOf, buyer: indexes.deliveriesOfBuyer, provider: indexes.deliveriesOfProvider },
      all: all('delivery'),
      record: keys.delivery,
      read: (id: string) => seeDelivery(ledger, id),
    };
    return readAsked(ledger, asked, found, caller);
  },
  relate: () => [],
  checks: {},
  answer: ({ seen, at }) => ({ ...seen, items: seen.items.map((each) => viewDelivery(each, at)) }),
});
