import { Type, type Static } from '@sinclair/typebox';
import { ExchangeError, isErrorCode, transactions } from '@databund/model';
import { check } from '../http/validation';
import type { TokenSubject } from '../identity/token-subject';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { readAnswer } from '../ledger/read-answer';
import { waitForRetry } from '../ledger/retry';
import type { DeliveryContext } from './delivery-context';

const { id, listing, version, provider, buyer, mode, state, revision, flow } = transactions.GetDelivery.output.properties;
const { mspId, state: participantState, succeeds } = transactions.GetParticipant.output.properties;
const Registration = Type.Object({ mspId, state: participantState, succeeds });
type Registration = Static<typeof Registration>;

/** The members of a delivery that the gateway reads. */
export const Delivery = Type.Object({ id, listing, version, provider, buyer, mode, state, revision, flow });
export type Delivery = Static<typeof Delivery>;

/** The caller as its token names it, and the provider, whose organisation's peer decides whether bytes may flow. */
export interface Parties {
  readonly asker: TokenSubject;
  readonly provider: HeldIdentity;
}

/** The query of a download: its provider, if the gateway cannot ask the ledger as the caller. */
export const DownloadQuery = Type.Object({ provider: Type.Optional(provider) }, { additionalProperties: false });

const maxReadings = 6;

/** Finds the caller and the provider of a download. @throws INPUT_INVALID, IDENTITY_NOT_HELD, DELIVERY_NOT_FOUND */
export async function findParties(
  context: DeliveryContext,
  asker: TokenSubject,
  { deliveryId, query }: { readonly deliveryId: string; readonly query: unknown },
): Promise<Parties> {
  check(transactions.GetDelivery.input, { id: deliveryId });
  check(DownloadQuery, query);
  const participant = query.provider ?? (await askForProvider(context, asker, deliveryId));
  const held = context.wallet.findParticipant(participant);
  if (!held) throw new ExchangeError('IDENTITY_NOT_HELD', { participant });
  return { asker, provider: held };
}

/** Asks the caller's own peer for the provider, and for nothing else: if it lies, that provider's peer refuses. */
async function askForProvider({ ledger, wallet }: DeliveryContext, asker: TokenSubject, deliveryId: string): Promise<string> {
  const as = wallet.find(asker.mspId, asker.participantId);
  if (!as) throw new ExchangeError('IDENTITY_NOT_HELD', { participant: asker.participantId });
  return (await readDelivery(ledger, as, deliveryId)).provider;
}

/** Returns the delivery if its buyer asks and its bytes may flow at this moment. @throws DELIVERY_NOT_FOUND, and the code of what stops it */
export async function readOpenDelivery(ledger: Ledger, parties: Parties, deliveryId: string): Promise<Delivery> {
  const delivery = await readDelivery(ledger, parties.provider, deliveryId);
  await requireParties(ledger, parties, delivery);
  const { isOpen, because, state: stoppedBy } = delivery.flow;
  if (!isOpen) throw new ExchangeError(isErrorCode(because) ? because : 'DELIVERY_CLOSED', { state: stoppedBy });
  return delivery;
}

/**
 * Rejects all but the parties of a delivery and their successors, and suspended ones, which the ledger lets read what concerns them. What
 * runs goes on if a party has left. @throws DELIVERY_NOT_FOUND, PARTICIPANT_NOT_ACTIVE
 */
async function requireParties(
  ledger: Ledger,
  { asker, provider: as }: Parties,
  { buyer: buyerId, provider: providerId }: Delivery,
): Promise<void> {
  const read = (party: string) =>
    readAnswer(ledger, { transaction: transactions.GetParticipant, command: { id: party }, as }, Registration);
  const isFor = async (id: string, party: string, { mspId: ofParty, succeeds: others = [] }: Registration) =>
    id === party || (others.includes(id) && (await read(id)).mspId === ofParty);
  const [buying, providing] = [await read(asker.participantId), await read(as.participantId)];
  const isOfParties =
    buying.mspId === asker.mspId &&
    (await isFor(buyerId, asker.participantId, buying)) &&
    (await isFor(providerId, as.participantId, providing));
  if (!isOfParties) throw new ExchangeError('DELIVERY_NOT_FOUND');
  const stopped = [buying, providing].find(({ state }) => state !== 'ACTIVE' && state !== 'LEFT');
  if (stopped) throw new ExchangeError('PARTICIPANT_NOT_ACTIVE', { state: stopped.state });
}

/** Retries while a delivery is not found: one opened at the buyer's peer reaches the provider's peer a moment later. */
export async function retryUntilFound(read: () => Promise<Delivery>): Promise<Delivery> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ExchangeError && error.code === 'DELIVERY_NOT_FOUND') || attempt >= maxReadings) throw error;
      await waitForRetry(attempt);
    }
  }
}

function readDelivery(ledger: Ledger, as: HeldIdentity, deliveryId: string): Promise<Delivery> {
  return readAnswer(ledger, { transaction: transactions.GetDelivery, command: { id: deliveryId }, as }, Delivery);
}
