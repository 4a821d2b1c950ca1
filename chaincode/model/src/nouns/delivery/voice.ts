import type { Recorded } from '../../kernel/record';
import { findChange } from '../../kernel/trail';
import { defineVoice, type Party } from '../../kernel/voice';
import { namePartiesUnder } from '../authorisation/voice';
import { deliveryKeys } from './keys';
import type { DeliveryRecord, ServingRecord, SlotRecord, WindowRecord } from './records';

/** Names who may say what about a delivery. */
export const deliveryVoice = defineVoice<DeliveryRecord>({
  parties: ({ authorisation }, _key, reader) => namePartiesUnder(authorisation, reader),
  steps: {
    open: {
      by: ['object-buyer'],
      from: ['NONE'],
      to: ['OPENED'],
      sets: [
        ...(['id', 'authorisation', 'trade', 'listing', 'version', 'provider', 'buyer', 'slot'] as const),
        ...(['mode', 'expected', 'job', 'openedAt', 'replaces'] as const),
      ],
      names: ['buyer'],
      stamps: ['openedAt'],
      binds: 'object-provider',
      witness: ({ replaces }) => (replaces === undefined ? undefined : 'object-provider'),
    },
    // Ends the inspection of a delivery: it can no longer be accepted, and its replacement is due from then on.
    replace: {
      by: ['object-buyer'],
      from: ['OPENED', 'SERVING', 'MISMATCH'],
      to: 'same',
      sets: ['replacedBy'],
      binds: 'object-provider',
      witness: () => 'object-provider',
    },
    // From then on silence accepts what was served.
    serve: {
      by: ['object-provider'],
      from: ['OPENED'],
      to: ['SERVING'],
      sets: [],
      binds: 'object-buyer',
      witness: () => 'object-buyer',
    },
    sendWindow: {
      by: ['object-provider'],
      from: ['OPENED', 'SERVING'],
      to: 'same',
      sets: ['feed', 'expected'],
      stamps: ['feed/sentAt'],
      isRepeated: true,
      binds: 'object-buyer',
    },
    send: {
      by: ['object-provider'],
      from: ['OPENED', 'SERVING'],
      to: ['SENT'],
      sets: ['job', 'expected'],
      binds: 'object-buyer',
      // The inspection period of a paid delivery begins. One that nobody pays for was never SERVING.
      witness: (_record, { change: { from } }) => (from === 'SERVING' ? 'object-buyer' : undefined),
    },
    acknowledge: {
      by: ['object-buyer'],
      from: ['OPENED', 'SERVING', 'SENT', 'OBJECTED'],
      to: ['ACKED', 'MISMATCH', 'OBJECTED'],
      sets: ['received', 'objection'],
      binds: 'object-provider',
      witness: (record, { change: { to } }) => (to === 'ACKED' ? undefined : namePaid(record)),
    },
    object: {
      by: ['object-buyer'],
      from: ['SERVING', 'SENT'],
      to: ['OBJECTED'],
      sets: ['objection'],
      binds: 'object-provider',
      witness: (record) => namePaid(record),
    },
    terminate: {
      by: ['object-provider', 'operator'],
      from: ['OPENED', 'SERVING', 'SENT'],
      to: ['TERMINATED'],
      sets: [],
      binds: 'object-buyer',
      witness: (record, { change }, parties) => (parties['object-provider'] === change.mspId ? undefined : namePaid(record)),
    },
  },
});

/** Names the provider if somebody pays for a delivery, which is SERVING then: it is not paid for what is objected to or terminated. */
function namePaid(record: Recorded<object>): Party | undefined {
  return findChange(record, 'serve') && 'object-provider';
}

/** Names who may say that the bytes of a slot begin to flow: its provider, once in each turn. */
export const servingVoice = defineVoice<ServingRecord>({
  parties: (_record, { parts: [authorisation = ''] }, reader) => namePartiesUnder(authorisation, reader),
  steps: { serve: { by: ['object-provider'], from: ['NONE'], to: ['SERVING'], sets: ['delivery'], binds: 'object-buyer' } },
});

/** Names who may take a slot of an authorisation: its buyer. */
export const slotVoice = defineVoice<SlotRecord>({
  parties: (_record, { parts: [authorisation = ''] }, reader) => namePartiesUnder(authorisation, reader),
  steps: { open: { by: ['object-buyer'], from: ['NONE', 'TAKEN'], to: ['TAKEN'], sets: ['delivery', 'replaced'] } },
});

/** Names who may say what about a window of a feed. */
export const windowVoice = defineVoice<WindowRecord>({
  parties: async ({ delivery }, _key, reader) => {
    const record = await reader.find(deliveryKeys.delivery(delivery));
    return record ? namePartiesUnder(record.authorisation, reader) : {};
  },
  steps: {
    sendWindow: { by: ['object-provider'], from: ['NONE'], to: ['SENT'], sets: 'all', binds: 'object-buyer' },
    acknowledgeWindow: { by: ['object-buyer'], from: ['SENT'], to: ['ACKED', 'MISMATCH'], sets: ['received'] },
  },
});
