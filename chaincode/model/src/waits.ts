import { authorisationWaits } from './nouns/authorisation/waits';
import { deliveryWaits } from './nouns/delivery/waits';
import { disputeWaits } from './nouns/dispute/waits';
import type { Wait } from './nouns/exchange/period';
import { listingWaits } from './nouns/listing/waits';
import { participantWaits } from './nouns/participant/waits';
import { resourceWaits } from './nouns/resource/waits';
import { tradeWaits } from './nouns/trade/waits';

/** Every state that ends by itself, by noun. */
export const waits: Readonly<Record<string, Readonly<Record<string, Wait>>>> = {
  participant: participantWaits,
  resource: resourceWaits,
  listing: listingWaits,
  authorisation: authorisationWaits,
  trade: tradeWaits,
  delivery: deliveryWaits,
  dispute: disputeWaits,
};
