import type { Key } from '../../kernel/key';
import type { Reader } from '../../kernel/reader';
import type { StanceRecord } from '../../kernel/stance';
import { defineVoice, type Parties } from '../../kernel/voice';
import { readOfficeHolder } from '../exchange/office-holder';
import { namePartiesUnder } from './voice';

const sets = ['judged', 'epoch', 'filledBy', 'before'] as const;

/** Names who may say what in a stance: the transaction of the head makes it PENDING, and then its owner alone speaks. */
export const stanceVoice = defineVoice<StanceRecord>({
  parties: nameOwner,
  stops: { owner: 'owner', by: ['reject', 'suspend', 'revoke'], state: 'REVOKED' },
  steps: {
    request: { by: ['anyone'], from: ['NONE'], to: ['PENDING'], sets: ['mspId'], isEmpty: true },
    submit: { by: ['anyone'], from: ['NONE'], to: ['PENDING'], sets: ['mspId'], isEmpty: true },
    approve: { by: ['owner'], from: ['PENDING', 'APPROVED'], to: ['APPROVED'], sets, names: ['filledBy'] },
    reject: { by: ['owner'], from: ['PENDING', 'APPROVED'], to: ['REJECTED'], sets },
    suspend: { by: ['owner'], from: ['PENDING', 'APPROVED'], to: ['SUSPENDED'], sets },
    resume: { by: ['owner'], from: ['SUSPENDED'], to: ['PENDING', 'APPROVED'], sets },
    offer: { by: ['owner'], from: ['APPROVED', 'SUSPENDED'], to: ['PENDING'], sets },
    revoke: { by: ['owner'], from: ['PENDING', 'APPROVED', 'SUSPENDED'], to: ['REVOKED'], sets },
  },
});

/** Returns the owner of a stance: the listing's provider, or the named organisation if it holds or held the office of the slot. */
async function nameOwner({ mspId }: StanceRecord, { parts: [, id = '', slot] }: Key, reader: Reader): Promise<Parties> {
  if (slot === 'provider') {
    const provider = (await namePartiesUnder(id, reader))['object-provider'];
    return provider === undefined ? {} : { owner: provider };
  }
  return readOfficeHolder(reader, mspId, slot);
}
