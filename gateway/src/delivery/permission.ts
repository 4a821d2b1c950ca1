import { Type } from '@sinclair/typebox';
import { ExchangeError, isErrorCode, transactions, type AnswerOf } from '@databund/model';
import { check } from '../http/validation';
import type { TokenSubject } from '../identity/tokens';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { jitter } from '../ledger/retry';
import type { DeliveryContext } from './held-file';

/** A delivery as `GetDelivery` answers it. */
export type Delivery = AnswerOf<'GetDelivery'>;

/** Who asks for bytes, as its token says; and who decides: whose they are, by its own organisation’s peer. */
export interface Parties {
  readonly asker: TokenSubject;
  readonly provider: HeldIdentity;
}

/** What the address of a download may say besides: who provides. */
export const DownloadQuery = Type.Object(
  { provider: Type.Optional(transactions.GetParticipant.input.properties.id) },
  { additionalProperties: false },
);

const maxReadings = 6;

/** Who asks, and the identity that decides. @throws INPUT_INVALID, IDENTITY_NOT_HELD, DELIVERY_NOT_FOUND */
export async function partiesOf(
  context: DeliveryContext,
  asker: TokenSubject,
  { id, query }: { readonly id: string; readonly query: Readonly<Record<string, unknown>> },
): Promise<Parties> {
  check(transactions.GetDelivery.input, { id });
  check(DownloadQuery, query);
  const participant = typeof query['provider'] === 'string' ? query['provider'] : await learnt(context, asker, id);
  const provider = context.wallet.findParticipant(participant);
  if (!provider) throw new ExchangeError('IDENTITY_NOT_HELD', { participant });
  return { asker, provider };
}

/** Whom the asker’s own peer names as the provider. It is asked for nothing else: a peer that lies leads to a provider who knows better. */
async function learnt({ ledger, wallet }: DeliveryContext, { mspId, participantId }: TokenSubject, id: string): Promise<string> {
  const as = wallet.find(mspId, participantId);
  if (!as) throw new ExchangeError('IDENTITY_NOT_HELD', { participant: participantId });
  return (await readDelivery(ledger, as, id)).provider;
}

/** The delivery, if its buyer asks and its bytes may flow at this moment. Who sees it for another reason decides nothing. */
export async function flowing(ledger: Ledger, { asker, provider }: Parties, id: string): Promise<Delivery> {
  const delivery = await readDelivery(ledger, provider, id);
  if (delivery.provider !== provider.participantId || delivery.buyer !== asker.participantId) throw new ExchangeError('DELIVERY_NOT_FOUND');
  await requireActive(ledger, { asker, provider });
  const { isOpen, because, state } = delivery.flow;
  if (!isOpen) throw new ExchangeError(isErrorCode(because) ? because : 'DELIVERY_CLOSED', { state });
  return delivery;
}

/** The buyer does not call the ledger itself here, where its registration would be held against it. */
async function requireActive(ledger: Ledger, { asker, provider: as }: Parties): Promise<void> {
  const command = { id: asker.participantId };
  const buyer = (await ledger.evaluate({ transaction: transactions.GetParticipant, command, as })) as AnswerOf<'GetParticipant'>;
  if (buyer.mspId !== asker.mspId) throw new ExchangeError('DELIVERY_NOT_FOUND');
  if (buyer.state !== 'ACTIVE') throw new ExchangeError('PARTICIPANT_NOT_ACTIVE', { state: buyer.state });
}

/** What has just been opened at the buyer’s peer comes to the provider’s a moment later: it is asked for some more times. */
export async function appearing(read: () => Promise<Delivery>): Promise<Delivery> {
  for (let tried = 1; ; tried += 1) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof ExchangeError && error.code === 'DELIVERY_NOT_FOUND') || tried >= maxReadings) throw error;
      await jitter(tried);
    }
  }
}

async function readDelivery(ledger: Ledger, as: HeldIdentity, id: string): Promise<Delivery> {
  return (await ledger.evaluate({ transaction: transactions.GetDelivery, command: { id }, as })) as Delivery;
}
