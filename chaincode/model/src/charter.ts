import type { Charter, StoredReader } from './kernel/session';
import type { Voice } from './kernel/voice';
import { stanceVoice } from './nouns/authorisation/stance-voice';
import { authorisationVoice } from './nouns/authorisation/voice';
import { deliveryVoice, servingVoice, slotVoice, windowVoice } from './nouns/delivery/voice';
import { disputeVoice } from './nouns/dispute/voice';
import { exchangeKeys } from './nouns/exchange/keys';
import { exchangeVoice, proposalVoice } from './nouns/exchange/voice';
import {
  attestationVoice,
  designationVoice,
  gradeVoice,
  heldNoticeVoice,
  listingVoice,
  objectionVoice,
  pointerVoice,
} from './nouns/listing/voice';
import { mandateVoice } from './nouns/mandate/voice';
import { participantKeys } from './nouns/participant/keys';
import { participantVoice, pinReleaseVoice } from './nouns/participant/voice';
import { quotaVoice } from './nouns/quota/voice';
import { refusalVoice } from './nouns/refusal/voice';
import { resourceObjectionVoice, resourceVoice } from './nouns/resource/voice';
import { standingUseVoice, standingVoice } from './nouns/standing/voice';
import { clearingVoice, priceVoice, saleVoice, tradeVoice } from './nouns/trade/voice';

/** Names who may say what, by the type of the key. Organisations and presets are guarded by key policies instead. */
export const voices: Readonly<Record<string, Voice>> = {
  exchange: exchangeVoice,
  'exchange-proposal': proposalVoice,
  participant: participantVoice,
  'pin-release': pinReleaseVoice,
  listing: pointerVoice,
  'listing-version': listingVoice,
  authoritative: designationVoice,
  attestation: attestationVoice,
  objection: objectionVoice,
  'held-notice': heldNoticeVoice,
  grade: gradeVoice,
  resource: resourceVoice,
  'resource-objection': resourceObjectionVoice,
  mandate: mandateVoice,
  standing: standingVoice,
  'standing-use': standingUseVoice,
  authorisation: authorisationVoice,
  delivery: deliveryVoice,
  window: windowVoice,
  slot: slotVoice,
  serving: servingVoice,
  dispute: disputeVoice,
  trade: tradeVoice,
  price: priceVoice,
  clearing: clearingVoice,
  sale: saleVoice,
  refusal: refusalVoice,
  quota: quotaVoice,
  stance: stanceVoice,
};

/** The charter of the exchange. */
export const charter: Charter = {
  voices,
  readOffices: async (reader) => {
    const exchange = await reader.find(exchangeKeys.exchange());
    const { organisations: offices = [], operatorMspId = '', authorityMspId = '' } = exchange ?? {};
    return { offices, operatorMspId, authorityMspId };
  },
  isRegistered,
};

/**
 * Returns whether an id belongs to an organisation: of its administrator, of a participant that the founding names, or of one that it
 * registered. The registration is sealed, so it still belongs to it if the organisation takes back what it said later.
 */
async function isRegistered(reader: StoredReader, id: string, mspId: string): Promise<boolean> {
  if (id === `admin@${mspId}`) return true;
  const exchange = await reader.find(exchangeKeys.exchange());
  const { operator, authority, operatorMspId, authorityMspId } = exchange?.document ?? {};
  if (id === operator?.id) return mspId === operatorMspId;
  if (id === authority?.id) return mspId === authorityMspId;
  const key = participantKeys.participant(id);
  const stored = await reader.findStored(key);
  return (stored === undefined || stored.mspId === mspId) && (await reader.hasAnchor(mspId, key, { action: 'register', round: 1 }));
}
