import { Type } from '@sinclair/typebox';
import type { Details } from '../errors';
import { Closed, Id } from '../forms';
import { hashJson } from '../hash';
import { indexes, keys } from '../keys';
import { lacks } from '../lifecycle';
import type { Recorded } from '../record';
import type { Reader } from '../reader';
import { declareSubmit, type Context, type Put } from '../transaction';
import { deliverableHash, heldIn } from '../listing/content';
import { isHiddenFrom, relateToAuthorisation } from '../authorisation/seen';
import { stops, type Access } from './permission';
import { DeliveryView, deliveryLife, type DeliveryRecord, type SlotRecord } from './records';
import { deliveryState, seeAccess, seeDelivery, viewDelivery, type SeenDelivery } from './seen';
import { firstSlot, probeSlots, type Probe } from './slots';

/** What the transaction reads. */
export interface SeenForOpening extends Access {
  readonly made: SeenDelivery | undefined;
  readonly probe: Probe;
  readonly replaced: { readonly seen: SeenDelivery; readonly slot: Recorded<SlotRecord> | undefined } | undefined;
}

interface Command {
  readonly id: string;
  readonly authorisation: string;
  readonly slot?: number;
  readonly replaces?: string;
}

/** Opens a delivery: takes one slot of the authorisation, which must be ACTIVE at this moment, its listing neither suspended nor delisted by order. */
export const OpenDelivery = declareSubmit<SeenForOpening>()({
  name: 'OpenDelivery',
  noun: 'delivery',
  verb: 'open',
  summary: 'Opens a delivery: takes one slot of an ACTIVE authorisation, or the slot of a delivery that mismatched or timed out.',
  address: [],
  input: Closed({
    id: Id('dlv'),
    authorisation: Id('aut'),
    slot: Type.Optional(Type.Integer({ minimum: 1, maximum: 99_999, description: 'The slot to try first.' })),
    replaces: Type.Optional(Id('dlv')),
  }),
  output: DeliveryView,
  see: seeForOpening,
  relate: ({ access }, caller) => relateToAuthorisation(access, caller),
  checks: {
    AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(deliveryLife, 'open', is),
    ALREADY_EXISTS: ({ seen, caller }) =>
      seen.made &&
      (seen.made.delivery.buyer === caller.participantId
        ? {
            contentHash: hashJson({
              id: seen.made.delivery.id,
              authorisation: seen.made.delivery.authorisation,
              replaces: seen.made.delivery.replaces,
            }),
          }
        : {}),
    AUTHORISATION_NOT_ACTIVE: ({ seen, at }) => stops.AUTHORISATION_NOT_ACTIVE(seen, at),
    OUTSIDE_WINDOW: ({ seen, at }) => stops.OUTSIDE_WINDOW(seen, at),
    LISTING_STOPPED: ({ seen }) => stops.LISTING_STOPPED(seen),
    RESOURCE_CANCELLED: ({ seen }) => stops.RESOURCE_CANCELLED(seen),
    GRADE_RAISED: ({ seen }) => stops.GRADE_RAISED(seen),
    TERMS_NOT_PERMITTED: ({ seen, at }) => stops.TERMS_NOT_PERMITTED(seen, at),
    NOTHING_TO_DELIVER: ({ seen }) => (heldIn(seen.offered.listing.content).length === 0 ? {} : undefined),
    NOT_REPLACEABLE: ({ seen, command, at }) => notReplaceable(seen, command, at),
    AUTHORISATION_EXHAUSTED: ({ seen }) =>
      hasNoSlot(seen) && seen.probe.tried === seen.access.authorisation.terms.count ? { count: seen.probe.tried } : undefined,
    SLOT_BUSY: ({ seen }) => (hasNoSlot(seen) ? { tried: seen.probe.tried } : undefined),
  },
  effect: ({ seen, command, at }) => {
    const delivery = opened(seen, command, at);
    return {
      puts: [{ key: keys.delivery(delivery.id), action: 'open', value: delivery }, slotPut(delivery)],
      indexes: [indexes.deliveriesOf(delivery.authorisation, delivery.id)],
      happenings: [{ type: 'DeliveryOpened', id: delivery.id, authorisation: delivery.authorisation }],
    };
  },
  answer: ({ seen, at }) => viewDelivery(seen.made as SeenDelivery, at),
  happens: ['DeliveryOpened'],
});

async function seeForOpening(reader: Reader, command: Command, { txId }: Context): Promise<SeenForOpening> {
  const access = await seeAccess(reader, command.authorisation);
  const made = await reader.find(keys.delivery(command.id));
  const { count } = access.access.authorisation.terms;
  const replaced = command.replaces === undefined ? undefined : await seeReplaced(reader, command.replaces);
  const probe = replaced ? { tried: 0 } : await probeSlots(reader, command.authorisation, count, firstSlot(count, txId, command.slot));
  return { ...access, made: made && { ...access, delivery: made }, probe, replaced };
}

async function seeReplaced(reader: Reader, id: string): Promise<SeenForOpening['replaced']> {
  const seen = await seeDelivery(reader, id);
  return { seen, slot: await reader.find(keys.slot(seen.delivery.authorisation, seen.delivery.slot)) };
}

function hasNoSlot({ probe, replaced }: SeenForOpening): boolean {
  return replaced === undefined && probe.free === undefined;
}

/** MISMATCH and TIMED_OUT earn one replacement, on the same slot. */
function notReplaceable({ replaced }: SeenForOpening, { authorisation }: Command, at: string): Details | undefined {
  if (replaced === undefined) return undefined;
  const state = deliveryState(replaced.seen, at);
  const failed = state === 'MISMATCH' || state === 'TIMED_OUT';
  const isFirst = replaced.slot?.delivery === replaced.seen.delivery.id && replaced.slot.replaced === undefined;
  return failed && isFirst && replaced.seen.delivery.authorisation === authorisation ? undefined : { state };
}

function opened(
  { access: { authorisation }, offered, probe, replaced }: SeenForOpening,
  { id, replaces }: Command,
  at: string,
): DeliveryRecord {
  return {
    id,
    authorisation: authorisation.id,
    trade: authorisation.trade ?? '',
    listing: authorisation.listing,
    version: authorisation.version,
    provider: authorisation.provider,
    buyer: authorisation.buyer,
    slot: replaced?.seen.delivery.slot ?? probe.free ?? 0,
    expected: deliverableHash(offered.listing.content),
    openedAt: at,
    ...(replaces !== undefined && { replaces }),
    state: 'OPENED',
  };
}

function slotPut({ id, authorisation, slot, replaces }: DeliveryRecord): Put<SlotRecord> {
  return {
    key: keys.slot(authorisation, slot),
    action: 'open',
    value: { delivery: id, ...(replaces !== undefined && { replaced: replaces }), state: 'TAKEN' },
  };
}
