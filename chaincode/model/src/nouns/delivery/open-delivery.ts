import { Type } from '@sinclair/typebox';
import { declareSubmit, type CallContext, type Context, type Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { Hash, hashJson } from '../../kernel/hash';
import { checkPermitted } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { expectWritten, type Reader } from '../../kernel/reader';
import { optionalWitness } from '../../kernel/transition';
import { relateToAuthorisation } from '../authorisation/read-authorisation';
import { isDeliverable } from '../authorisation/terms';
import { hashDeliverable } from '../listing/content';
import { checkFlow, type Access } from './check-flow';
import { viewDelivery } from './delivery';
import { deliveryIndexes, deliveryKeys } from './keys';
import { readAccess, stateOfDelivery, type DeliveryFacts } from './read-delivery';
import { DeliveryView, deliveryLifecycle, type DeliveryRecord, type SlotRecord } from './records';
import { getFirstSlot, probeSlots, type Probe } from './slots';

/** Facts that the transaction reads. */
export interface OpeningFacts extends Access {
  readonly existing: DeliveryFacts | undefined;
  readonly probe: Probe;
  readonly replaced: DeliveryFacts | undefined;
}

interface Command {
  readonly id: string;
  readonly authorisation: string;
  readonly slot?: number;
  readonly replaces?: string;
  readonly algorithm?: Hash;
  readonly witness?: 'authority';
}

export const OpenDelivery = declareSubmit<OpeningFacts>()({
  name: 'OpenDelivery',
  noun: 'delivery',
  verb: 'open',
  summary:
    'Opens a delivery, as the buyer: it takes a slot of an ACTIVE authorisation, or that of a delivery which mismatched or timed out.',
  address: [],
  input: Closed({
    id: Id('dlv'),
    authorisation: Id('aut'),
    slot: Type.Optional(Type.Integer({ minimum: 1, maximum: 99_999, description: 'The slot to try first.' })),
    replaces: Type.Optional(Id('dlv')),
    algorithm: Type.Optional(Hash),
    ...optionalWitness,
  }),
  isWitnessed: ({ replaces }) => replaces !== undefined,
  output: DeliveryView,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'LISTING_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: readOpening,
  relate: ({ access }, caller) => relateToAuthorisation(access, caller),
  checks: {
    AUTHORISATION_NOT_FOUND: ({ actors }) => (isHiddenFromStrangers(actors) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(deliveryLifecycle, 'open', actors),
    DELIVERY_NOT_FOUND: ({ facts, command }) => (command.replaces === undefined || facts.replaced ? undefined : {}),
    ALREADY_EXISTS: ({ facts: { existing }, command, caller }) =>
      existing && (existing.delivery.buyer === caller.participantId ? { contentHash: hashOpening(existing.delivery, command) } : {}),
    INPUT_INVALID: ({ facts, command }) => checkAlgorithm(facts, command),
    ...checkFlow<OpeningFacts>(),
    NOTHING_TO_DELIVER: ({ facts: { access, offered } }) =>
      isDeliverable(offered.listing.content, access.authorisation.terms) ? undefined : {},
    NOT_REPLACEABLE: ({ facts, at }) => checkReplaceable(facts, at),
    AUTHORISATION_EXHAUSTED: ({ facts }) =>
      hasNoSlot(facts) && facts.probe.tried === facts.access.authorisation.terms.count ? { count: facts.probe.tried } : undefined,
    SLOT_BUSY: ({ facts }) => (hasNoSlot(facts) ? { tried: facts.probe.tried } : undefined),
  },
  effect: (context) => {
    const delivery = makeDelivery(context);
    const { witness } = context.command;
    const replaced = context.facts.replaced?.delivery;
    return {
      puts: [
        { key: deliveryKeys.delivery(delivery.id), action: 'open', witness, value: delivery },
        ...(replaced
          ? [{ key: deliveryKeys.delivery(replaced.id), action: 'replace', witness, value: { ...replaced, replacedBy: delivery.id } }]
          : []),
        putSlot(delivery),
      ],
      indexes: [
        deliveryIndexes.deliveriesOf(delivery.authorisation, delivery.id),
        deliveryIndexes.deliveriesOfBuyer(delivery.buyer, delivery.id),
        deliveryIndexes.deliveriesOfProvider(delivery.provider, delivery.id),
      ],
      events: [{ type: 'DeliveryOpened', id: delivery.id, authorisation: delivery.authorisation }],
    };
  },
  answer: ({ facts, at }) => viewDelivery(expectWritten(facts.existing), at),
  emits: ['DeliveryOpened'],
});

async function readOpening(reader: Reader, command: Command, { txId }: CallContext): Promise<OpeningFacts> {
  const access = await readAccess(reader, command.authorisation);
  const existing = await reader.find(deliveryKeys.delivery(command.id));
  const { count } = access.access.authorisation.terms;
  const replaced = command.replaces === undefined ? undefined : await readReplaced(reader, access, command.replaces);
  const probe =
    command.replaces === undefined
      ? await probeSlots(reader, access.access.authorisation, count, getFirstSlot(count, txId, command.slot))
      : { tried: 0 };
  return { ...access, existing: existing && { ...access, delivery: existing }, probe, replaced };
}

/** Reads the delivery to replace, and its slot, which is written again. One under another authorisation counts as absent. */
async function readReplaced(reader: Reader, access: Access, id: string): Promise<DeliveryFacts | undefined> {
  const delivery = await reader.find(deliveryKeys.delivery(id));
  if (delivery?.authorisation !== access.access.authorisation.id) return undefined;
  await reader.find(deliveryKeys.slot(delivery.authorisation, delivery.slot));
  return { ...access, delivery };
}

/** Computes the hash of the command that opened a delivery. The slot is only a hint and not stored, so any hint makes the same request, and any witness. */
function hashOpening({ id, authorisation, replaces, job }: DeliveryRecord, { slot, witness }: Command): Hash {
  return hashJson({ id, authorisation, replaces, algorithm: job?.algorithm, slot, witness });
}

function hasNoSlot({ probe, replaced }: OpeningFacts): boolean {
  return replaced === undefined && probe.free === undefined;
}

/** Fails if a job names no algorithm, or another delivery names one. */
function checkAlgorithm({ access }: OpeningFacts, { algorithm }: Command): Details | undefined {
  const isJob = access.authorisation.terms.mode === 'compute';
  if (isJob === (algorithm !== undefined)) return undefined;
  return { errors: [{ path: '/algorithm', reason: isJob ? 'is required for a job' : 'is only for jobs' }] };
}

/** Fails unless the delivery to replace is MISMATCH, TIMED_OUT or OVERDUE and was not replaced before. */
function checkReplaceable({ replaced }: OpeningFacts, at: string): Details | undefined {
  if (replaced === undefined) return undefined;
  const state = stateOfDelivery(replaced, at);
  const hasFailed = state === 'MISMATCH' || state === 'TIMED_OUT' || state === 'OVERDUE';
  const isFirst = replaced.delivery.replaces === undefined && replaced.delivery.replacedBy === undefined;
  return hasFailed && isFirst ? undefined : { state };
}

function makeDelivery({ facts, command: { id, replaces, algorithm }, at }: Context<OpeningFacts, Command>): DeliveryRecord {
  const { access, offered, probe, replaced } = facts;
  const { authorisation } = access;
  const { mode } = authorisation.terms;
  const held = hashDeliverable(offered.listing.content);
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

function putSlot({ id, authorisation, slot, replaces }: DeliveryRecord): Put<SlotRecord> {
  return {
    key: deliveryKeys.slot(authorisation, slot),
    action: 'open',
    value: { delivery: id, ...(replaces !== undefined && { replaced: replaces }), state: 'TAKEN' },
  };
}
