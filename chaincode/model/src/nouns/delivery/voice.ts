import { defineVoice } from '../../kernel/voice';
import { namePartiesUnder } from '../authorisation/voice';
import { deliveryKeys } from './keys';
import type { DeliveryRecord, SlotRecord, WindowRecord } from './records';

/** Names who may say what about a delivery. */
export const deliveryVoice = defineVoice<DeliveryRecord>({
  parties: ({ authorisation }, _key, reader) => namePartiesUnder(authorisation, reader),
  steps: {
    open: { by: ['object-buyer'], from: ['NONE'], to: ['OPENED'], sets: 'all', names: ['buyer'], binds: 'object-provider' },
    sendWindow: { by: ['object-provider'], from: ['OPENED'], to: 'same', sets: ['feed', 'expected'], isRepeated: true },
    send: { by: ['object-provider'], from: ['OPENED'], to: ['SENT'], sets: ['job', 'expected'], binds: 'object-buyer' },
    acknowledge: {
      by: ['object-buyer'],
      from: ['OPENED', 'SENT'],
      to: ['ACKED', 'MISMATCH'],
      sets: ['received'],
      binds: 'object-provider',
    },
    terminate: { by: ['object-provider', 'operator'], from: ['OPENED', 'SENT'], to: ['TERMINATED'], sets: [] },
  },
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
    sendWindow: { by: ['object-provider'], from: ['NONE'], to: ['SENT'], sets: 'all' },
    acknowledgeWindow: { by: ['object-buyer'], from: ['SENT'], to: ['ACKED', 'MISMATCH'], sets: ['received'] },
  },
});
