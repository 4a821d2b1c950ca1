import { makeKey, padNumber } from '../../kernel/key';
import type { IndexEntry } from '../../kernel/record';
import type { DeliveryRecord, ServingRecord, SlotRecord, WindowRecord } from './records';

/** The keys of deliveries, feed windows and slots. */
export const deliveryKeys = {
  delivery: (id: string) => makeKey<DeliveryRecord>('delivery', id),
  window: (delivery: string, number: number) => makeKey<WindowRecord>('window', delivery, padNumber(number, 8)),
  slot: (authorisation: string, number: number) => makeKey<SlotRecord>('slot', authorisation, padNumber(number)),
  /** Turn 1 is the first delivery on the slot, turn 2 the one that replaced it. */
  serving: (authorisation: string, slot: number, turn: 1 | 2) =>
    makeKey<ServingRecord>('serving', authorisation, padNumber(slot), String(turn)),
} as const;

/** Makes the index keys by which lists find and filter. */
export const deliveryIndexes = {
  deliveriesOfBuyer: (buyer: string, ...id: string[]) => makeKey<IndexEntry>('delivery-by-buyer', buyer, ...id),
  deliveriesOfProvider: (provider: string, ...id: string[]) => makeKey<IndexEntry>('delivery-by-provider', provider, ...id),
  deliveriesOf: (authorisation: string, ...id: string[]) => makeKey<IndexEntry>('delivery-by-authorisation', authorisation, ...id),
} as const;

/** The prefix of all deliveries. */
export const listDeliveryKeys = () => makeKey('delivery');
/** The prefix of a feed's windows, in their order. */
export const listWindowKeys = (delivery: string) => makeKey<WindowRecord>('window', delivery);
