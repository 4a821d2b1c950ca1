import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Reason, Revision } from '../../kernel/forms';
import { Digest, Hash, isSameHash } from '../../kernel/hash';
import { keys } from '../../kernel/keys';
import { declareSubmit, type Context } from '../../kernel/transaction';
import { seeTrade } from '../trade/seen';
import { stopChecks } from './permission';
import { DeliveryView, type DeliveryRecord } from './records';
import { relateToDelivery, seeDelivery, viewDelivery, type SeenDelivery } from './seen';
import { checksOf, firstDelivered, type SeenWithOrder } from './steps';

type Stopping = Pick<Context<SeenDelivery, unknown>, 'seen' | 'at'>;
const ofJobs =
  (stop: (standing: Stopping) => Details | undefined) =>
  (standing: Stopping): Details | undefined =>
    standing.seen.delivery.mode === 'compute' ? stop(standing) : undefined;

/** What stops a delivery was asked at each byte of a file. A job’s data flow out when its output is recorded, so all of it is asked then. */
const jobStops = {
  AUTHORISATION_NOT_ACTIVE: stopChecks.AUTHORISATION_NOT_ACTIVE,
  OUTSIDE_WINDOW: ofJobs(stopChecks.OUTSIDE_WINDOW),
  LISTING_STOPPED: ofJobs(stopChecks.LISTING_STOPPED),
  CORE_DATA: ofJobs(stopChecks.CORE_DATA),
  RESOURCE_CANCELLED: ofJobs(stopChecks.RESOURCE_CANCELLED),
  GRADE_RAISED: ofJobs(stopChecks.GRADE_RAISED),
  TERMS_NOT_PERMITTED: ofJobs(stopChecks.TERMS_NOT_PERMITTED),
} as const satisfies Record<keyof typeof stopChecks, unknown>;

const ByRevision = { id: Id('dlv'), revision: Revision };

/** Records that everything was sent: every held distribution served whole, a feed’s last window sent, a job’s output made. */
export const SendDelivery = declareSubmit<SeenDelivery>()({
  name: 'SendDelivery',
  noun: 'delivery',
  verb: 'send',
  summary:
    'Records that everything was sent: every file served whole, a feed’s last window sent, or a job run, with the hash of its output.',
  address: ['id'],
  input: Closed({ ...ByRevision, output: Type.Optional(Hash) }),
  output: DeliveryView,
  see: (reader, { id }) => seeDelivery(reader, id),
  relate: relateToDelivery,
  checks: {
    ...checksOf('send'),
    INPUT_INVALID: ({ seen, command }) => outputMisplaced(seen, command.output),
    NOTHING_SENT: ({ seen: { delivery } }) => (delivery.mode === 'feed' && !delivery.feed ? {} : undefined),
    ...jobStops,
  },
  effect: ({ seen: { delivery }, command: { output } }) => ({
    puts: [
      { key: keys.delivery(delivery.id), action: 'send', value: { ...delivery, ...madeBy(delivery, output), state: 'SENT' as const } },
    ],
    events: [{ type: 'DeliverySent', id: delivery.id }],
  }),
  answer: ({ seen, at }) => viewDelivery(seen, at),
  emits: ['DeliverySent'],
});

/** The buyer says what it received: ACKED when the hash is the listing’s, MISMATCH when not. The first ACKED delivery makes the trade DELIVERED. */
export const AcknowledgeDelivery = declareSubmit<SeenWithOrder>()({
  name: 'AcknowledgeDelivery',
  noun: 'delivery',
  verb: 'acknowledge',
  summary: 'Says what was received, by its hash: ACKED when it is the listing’s, MISMATCH when not.',
  address: ['id'],
  input: Closed({ ...ByRevision, hash: Digest }),
  output: DeliveryView,
  see: async (reader, { id }) => {
    const seen = await seeDelivery(reader, id);
    return { ...seen, order: await seeTrade(reader, seen.delivery.trade) };
  },
  relate: relateToDelivery,
  checks: {
    ...checksOf<SeenWithOrder>('acknowledge'),
    NOTHING_SENT: ({ seen }) => (seen.delivery.expected ? undefined : {}),
  },
  effect: ({ seen: { delivery, order }, command: { hash } }) => {
    const isRight = isSameHash(hash, delivery.expected);
    const first = isRight ? firstDelivered(order) : [];
    return {
      puts: [
        {
          key: keys.delivery(delivery.id),
          action: 'acknowledge',
          value: { ...delivery, received: hash, state: isRight ? ('ACKED' as const) : ('MISMATCH' as const) },
        },
        ...first,
      ],
      events: [
        { type: isRight ? 'DeliveryAcknowledged' : 'DeliveryMismatched', id: delivery.id },
        ...first.map(() => ({ type: 'TradeDelivered', id: order.trade.id })),
      ],
    };
  },
  answer: ({ seen, at }) => viewDelivery(seen, at),
  emits: ['DeliveryAcknowledged', 'DeliveryMismatched', 'TradeDelivered'],
});

/** Ends a delivery before it is acknowledged. */
export const TerminateDelivery = declareSubmit<SeenDelivery>()({
  name: 'TerminateDelivery',
  noun: 'delivery',
  verb: 'terminate',
  summary: 'Ends a delivery before it is acknowledged.',
  address: ['id'],
  input: Closed({ ...ByRevision, reason: Type.Optional(Reason) }),
  output: DeliveryView,
  see: (reader, { id }) => seeDelivery(reader, id),
  relate: relateToDelivery,
  checks: checksOf('terminate'),
  effect: ({ seen: { delivery }, command: { reason } }) => ({
    puts: [{ key: keys.delivery(delivery.id), action: 'terminate', reason, value: { ...delivery, state: 'TERMINATED' as const } }],
    events: [{ type: 'DeliveryTerminated', id: delivery.id }],
  }),
  answer: ({ seen, at }) => viewDelivery(seen, at),
  emits: ['DeliveryTerminated'],
});

/** A job’s output is what its buyer expects. */
function madeBy({ job }: DeliveryRecord, output: Hash | undefined): Partial<DeliveryRecord> {
  return job && output ? { job: { ...job, output }, expected: output } : {};
}

function outputMisplaced({ delivery: { job } }: SeenDelivery, output: Hash | undefined): Details | undefined {
  if ((job === undefined) === (output === undefined)) return undefined;
  return { errors: [{ path: '/output', reason: job ? 'is what the job made' : 'is of jobs alone' }] };
}
