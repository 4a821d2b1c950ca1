import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { Hash, hashJson } from '../../kernel/hash';
import { indexes, keys } from '../../kernel/keys';
import { lacks } from '../../kernel/lifecycle';
import type { Reader } from '../../kernel/reader';
import { declareSubmit, type CallContext, type Put } from '../../kernel/transaction';
import { deliverableHash } from '../listing/content';
import { isHiddenFrom, relateToAuthorisation } from '../authorisation/seen';
import { isDeliverable } from '../authorisation/terms';
import { stopChecks, type Access } from './permission';
import { DeliveryView, deliveryLife, type DeliveryRecord, type SlotRecord } from './records';
import { deliveryState, seeAccess, seeUnder, viewDelivery, type SeenDelivery } from './seen';
import { firstSlot, probeSlots, type Probe } from './slots';

/** What the transaction reads. */
export interface SeenForOpening extends Access {
  readonly made: SeenDelivery | undefined;
  readonly probe: Probe;
  readonly replaced: SeenDelivery | undefined;
}

interface Command {
  readonly id: string;
  readonly authorisation: string;
  readonly slot?: number;
  readonly replaces?: string;
  readonly algorithm?: Hash;
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
    algorithm: Type.Optional(Hash),
  }),
  output: DeliveryView,
  see: seeForOpening,
  relate: ({ access }, caller) => relateToAuthorisation(access, caller),
  checks: {
    AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(deliveryLife, 'open', is),
    DELIVERY_NOT_FOUND: ({ seen, command }) => (command.replaces === undefined || seen.replaced ? undefined : {}),
    ALREADY_EXISTS: ({ seen, command, caller }) =>
      seen.made &&
      (seen.made.delivery.buyer === caller.participantId
        ? {
            contentHash: hashJson({
              id: seen.made.delivery.id,
              authorisation: seen.made.delivery.authorisation,
              replaces: seen.made.delivery.replaces,
              algorithm: seen.made.delivery.job?.algorithm,
              slot: command.slot, // A hint, which is not kept: with any, it is the same request.
            }),
          }
        : {}),
    INPUT_INVALID: ({ seen, command }) => algorithmMisplaced(seen, command),
    ...stopChecks,
    NOTHING_TO_DELIVER: ({ seen: { access, offered } }) =>
      isDeliverable(offered.listing.content, access.authorisation.terms) ? undefined : {},
    NOT_REPLACEABLE: ({ seen, at }) => notReplaceable(seen, at),
    AUTHORISATION_EXHAUSTED: ({ seen }) =>
      hasNoSlot(seen) && seen.probe.tried === seen.access.authorisation.terms.count ? { count: seen.probe.tried } : undefined,
    SLOT_BUSY: ({ seen }) => (hasNoSlot(seen) ? { tried: seen.probe.tried } : undefined),
  },
  effect: ({ seen, command, at }) => {
    const delivery = opened(seen, command, at);
    return {
      puts: [{ key: keys.delivery(delivery.id), action: 'open', value: delivery }, slotPut(delivery)],
      indexes: [
        indexes.deliveriesOf(delivery.authorisation, delivery.id),
        indexes.deliveriesOfBuyer(delivery.buyer, delivery.id),
        indexes.deliveriesOfProvider(delivery.provider, delivery.id),
      ],
      events: [{ type: 'DeliveryOpened', id: delivery.id, authorisation: delivery.authorisation }],
    };
  },
  answer: ({ seen, at }) => viewDelivery(seen.made as SeenDelivery, at),
  emits: ['DeliveryOpened'],
});

async function seeForOpening(reader: Reader, command: Command, { txId }: CallContext): Promise<SeenForOpening> {
  const access = await seeAccess(reader, command.authorisation);
  const made = await reader.find(keys.delivery(command.id));
  const { count } = access.access.authorisation.terms;
  const replaced = command.replaces === undefined ? undefined : await seeReplaced(reader, access, command.replaces);
  const probe =
    command.replaces !== undefined
      ? { tried: 0 }
      : await probeSlots(reader, command.authorisation, count, firstSlot(count, txId, command.slot));
  return { ...access, made: made && (await seeUnder(reader, access, made)), probe, replaced };
}

/** A delivery under another authorisation is as absent. */
async function seeReplaced(reader: Reader, access: Access, id: string): Promise<SeenForOpening['replaced']> {
  const delivery = await reader.find(keys.delivery(id));
  if (delivery?.authorisation !== access.access.authorisation.id) return undefined;
  return seeUnder(reader, access, delivery);
}

function hasNoSlot({ probe, replaced }: SeenForOpening): boolean {
  return replaced === undefined && probe.free === undefined;
}

/** A job names its algorithm; nothing else has one. */
function algorithmMisplaced({ access }: SeenForOpening, { algorithm }: Command): Details | undefined {
  const isJob = access.authorisation.terms.mode === 'compute';
  if (isJob === (algorithm !== undefined)) return undefined;
  return { errors: [{ path: '/algorithm', reason: isJob ? 'is what a job runs' : 'is of jobs alone' }] };
}

/** MISMATCH and TIMED_OUT earn one replacement, on the same slot. */
function notReplaceable({ replaced }: SeenForOpening, at: string): Details | undefined {
  if (replaced === undefined) return undefined;
  const state = deliveryState(replaced, at);
  const failed = state === 'MISMATCH' || state === 'TIMED_OUT';
  const isFirst = replaced.slot?.delivery === replaced.delivery.id && replaced.slot.replaced === undefined;
  return failed && isFirst ? undefined : { state };
}

function opened(
  { access: { authorisation }, offered, probe, replaced }: SeenForOpening,
  { id, replaces, algorithm }: Command,
  at: string,
): DeliveryRecord {
  const { mode } = authorisation.terms;
  const held = deliverableHash(offered.listing.content);
  return {
    id,
    authorisation: authorisation.id,
    trade: authorisation.trade ?? '',
    listing: authorisation.listing,
    version: authorisation.version,
    provider: authorisation.provider,
    buyer: authorisation.buyer,
    slot: replaced?.delivery.slot ?? probe.free ?? 0,
    mode,
    ...(algorithm && { job: { input: held, algorithm } }),
    ...((mode === 'download' || mode === 'api') && { expected: held }),
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
