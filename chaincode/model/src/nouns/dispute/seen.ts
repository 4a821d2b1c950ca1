import type { Static } from '@sinclair/typebox';
import { keys } from '../../kernel/keys';
import type { Actor } from '../../kernel/lifecycle';
import { shown, type Recorded } from '../../kernel/record';
import { need, type Reader } from '../../kernel/reader';
import type { Caller } from '../../kernel/transaction';
import { seeTrade, type SeenTrade } from '../trade/seen';
import type { DisputeRecord, DisputeView } from './records';

/** A dispute with the trade that it is about. */
export interface SeenDispute {
  readonly dispute: Recorded<DisputeRecord>;
  readonly order: SeenTrade;
}

/** Reads a dispute with its trade. @throws DISPUTE_NOT_FOUND */
export async function seeDispute(reader: Reader, id: string): Promise<SeenDispute> {
  const dispute = await need(reader, keys.dispute(id), 'DISPUTE_NOT_FOUND');
  return { dispute, order: await seeTrade(reader, dispute.trade) };
}

/** What a caller is to a dispute, besides its roles. */
export function relateToDispute({ dispute }: { readonly dispute: DisputeRecord }, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (dispute.buyer === caller.participantId) actors.push('object-buyer');
  if (dispute.provider === caller.participantId) actors.push('object-provider');
  if (dispute.openedBy === caller.participantId) actors.push('object-opener');
  return actors;
}

/** A dispute as it shows. */
export function viewDispute(record: Recorded<DisputeRecord>): Static<typeof DisputeView> {
  const { id, trade, buyer, provider, openedBy, claim, evidence, rulings, appealedBy, state } = record;
  return {
    id,
    trade,
    buyer,
    provider,
    openedBy,
    claim,
    evidence,
    rulings,
    state,
    ...(appealedBy !== undefined && { appealedBy }),
    ...shown(record),
  };
}
