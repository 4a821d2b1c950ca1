import { makeStanceKey } from './kernel/stance';
import { authorisationIndexes, authorisationKeys } from './nouns/authorisation/keys';
import { deliveryIndexes, deliveryKeys } from './nouns/delivery/keys';
import { disputeIndexes, disputeKeys } from './nouns/dispute/keys';
import { exchangeKeys } from './nouns/exchange/keys';
import { listingIndexes, listingKeys } from './nouns/listing/keys';
import { mandateIndexes, mandateKeys } from './nouns/mandate/keys';
import { participantIndexes, participantKeys } from './nouns/participant/keys';
import { quotaKeys } from './nouns/quota/keys';
import { refusalKeys } from './nouns/refusal/keys';
import { resourceIndexes, resourceKeys } from './nouns/resource/keys';
import { standingIndexes, standingKeys } from './nouns/standing/keys';
import { tradeIndexes, tradeKeys } from './nouns/trade/keys';

/** Every key of the exchange, from the nouns that own them. */
export const keys = {
  ...exchangeKeys,
  ...participantKeys,
  ...listingKeys,
  ...resourceKeys,
  ...mandateKeys,
  ...standingKeys,
  ...authorisationKeys,
  ...deliveryKeys,
  ...disputeKeys,
  ...tradeKeys,
  ...refusalKeys,
  ...quotaKeys,
  stance: makeStanceKey,
} as const;

/** Every index: keys on members that never change, written once with the object. The last attribute is the object's id. */
export const indexes = {
  ...participantIndexes,
  ...listingIndexes,
  ...authorisationIndexes,
  ...tradeIndexes,
  ...resourceIndexes,
  ...mandateIndexes,
  ...standingIndexes,
  ...disputeIndexes,
  ...deliveryIndexes,
} as const;
