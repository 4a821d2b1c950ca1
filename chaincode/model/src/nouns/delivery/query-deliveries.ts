import { Type } from '@sinclair/typebox';
import { Id } from '../../kernel/forms';
import { readByParty } from '../../kernel/list-by-party';
import { get, history, list } from '../../kernel/queries';
import { declareTextRead } from '../../kernel/read-text';
import { delivery, viewDelivery } from './delivery';
import { listDeliveryKeys, deliveryIndexes, deliveryKeys } from './keys';
import { readDelivery } from './read-delivery';
import { DeliveryView } from './records';

export const GetDelivery = get(delivery, {
  name: 'GetDelivery',
  summary: 'Reads one delivery, with whether its bytes may be sent now.',
});

export const GetDeliveryHistory = history(delivery, {
  name: 'GetDeliveryHistory',
  summary: 'Reads every change of a delivery, first to last.',
});

export const GetDeliveryText = declareTextRead(delivery, {
  name: 'GetDeliveryText',
  summary: 'Reads the words of a reason in a delivery, from the organisation that gave it.',
});

export const ListDeliveries = list({
  name: 'ListDeliveries',
  noun: 'delivery',
  summary:
    'Lists the deliveries that you may see: under an authorisation, to a buyer, by a provider, or all. A party gets what it provides, then what it buys.',
  filters: { authorisation: Type.Optional(Id('aut')), buyer: Type.Optional(Id('ptc')), provider: Type.Optional(Id('ptc')) },
  item: DeliveryView,
  read: (ledger, command, caller) => {
    const found = {
      by: {
        authorisation: deliveryIndexes.deliveriesOf,
        buyer: deliveryIndexes.deliveriesOfBuyer,
        provider: deliveryIndexes.deliveriesOfProvider,
      },
      all: listDeliveryKeys(),
      record: deliveryKeys.delivery,
      read: (id: string) => readDelivery(ledger, id),
    };
    return readByParty(ledger, command, found, caller);
  },
  view: viewDelivery,
});
