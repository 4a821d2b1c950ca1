import { defineVoice } from '../../kernel/voice';
import { exchangeKeys } from '../exchange/keys';
import { nameSelf } from './name-self';
import type { ParticipantRecord, PinReleaseRecord } from './records';

/** Names who may say what about a participant. The founding names the first ones; others register themselves. */
export const participantVoice = defineVoice<ParticipantRecord>({
  parties: async ({ id, mspId }, _key, reader) => {
    const exchange = await reader.find(exchangeKeys.exchange());
    const isFirst = exchange?.firstParticipants.includes(id) === true;
    return { self: mspId, ...(isFirst && { founder: exchange.operatorMspId }) };
  },
  steps: {
    found: { by: ['founder'], from: ['NONE'], to: ['ACTIVE'], sets: 'all', binds: 'self' },
    register: { by: ['self'], from: ['NONE'], to: ['APPLIED'], sets: 'all', binds: 'operator', replacedIn: ['APPLIED'] },
    admit: { by: ['operator'], from: ['APPLIED'], to: ['ACTIVE'], sets: [], binds: 'self' },
    suspend: { by: ['operator'], from: ['ACTIVE'], to: ['SUSPENDED'], sets: [], binds: 'self' },
    reinstate: { by: ['operator'], from: ['SUSPENDED'], to: ['ACTIVE'], sets: [], binds: 'self' },
    withdraw: { by: ['operator'], from: ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT'], to: ['WITHDRAWN'], sets: [], binds: 'self' },
    pin: { by: ['self'], from: ['ACTIVE', 'LEFT'], to: 'same', sets: ['keyHashes', 'mustPin'], binds: 'operator' },
    leave: { by: ['self'], from: ['ACTIVE', 'LEFT'], to: ['LEFT'], sets: ['successor'], binds: 'operator' },
    succeed: { by: ['self'], from: ['ACTIVE'], to: 'same', sets: ['succeeds'], binds: 'operator' },
    releasePins: {
      by: ['operator', 'authority'],
      from: ['APPLIED', 'ACTIVE', 'SUSPENDED', 'LEFT'],
      to: 'same',
      sets: ['keyHashes', 'mustPin'],
      empties: ['keyHashes'],
      binds: 'self',
    },
  },
});

/** Names who may say what about the release of a participant's pins. */
export const pinReleaseVoice = defineVoice<PinReleaseRecord>({
  parties: ({ id }, _key, reader) => nameSelf(reader, id),
  steps: {
    requestPinRelease: {
      by: ['operator'],
      from: ['NONE', 'REFUSED', 'RELEASED'],
      to: ['REQUESTED'],
      sets: 'all',
      names: ['requestedBy'],
      binds: 'self',
    },
    agreePinRelease: {
      by: ['authority'],
      from: ['REQUESTED'],
      to: ['AGREED'],
      sets: ['agreedBy', 'releasableAt'],
      names: ['agreedBy'],
      binds: 'self',
    },
    refusePinRelease: { by: ['self'], from: ['REQUESTED', 'AGREED'], to: ['REFUSED'], sets: [], binds: 'operator' },
    releasePins: { by: ['operator', 'authority'], from: ['AGREED'], to: ['RELEASED'], sets: [], binds: 'self' },
  },
});
