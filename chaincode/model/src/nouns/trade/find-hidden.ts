import { hasTaken, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { findChange, listSaid } from '../../kernel/trail';
import type { Parties } from '../../kernel/voice';
import { namePartiesUnder } from '../authorisation/voice';
import { readExchange } from '../exchange/read-exchange';
import { tradeKeys } from './keys';
import type { TradeRecord } from './records';

/** A step about a trade that was said and that its copy does not show. */
export type Lacking = 'dispute' | 'acknowledge' | 'serve';

/** Returns the binding step about the trade that was said and that its copy does not show: then two others wrote an older copy. */
export async function findLacking(reader: Reader, trade: Recorded<TradeRecord>): Promise<Lacking | undefined> {
  if (await isDisputeHidden(reader, trade)) return 'dispute';
  const isServed = await wasServed(reader, trade);
  // The buyer alone anchors an acknowledgement: of what was paid, none comes before something was served.
  const mayCount = isServed || trade.kind !== 'sale';
  if (mayCount && !findChange(trade, 'acknowledge') && (await wasAcknowledged(reader, trade))) return 'acknowledge';
  return isServed && !findChange(trade, 'serve') ? 'serve' : undefined;
}

/** Returns whether something was served or acknowledged under a trade, whatever its copy shows. */
export async function isServedUnder(reader: Reader, trade: Pick<TradeRecord, 'id' | 'authorisation'>): Promise<boolean> {
  return (await wasServed(reader, trade)) || (await wasAcknowledged(reader, trade));
}

async function wasServed(reader: Reader, { id, authorisation }: Pick<TradeRecord, 'id' | 'authorisation'>): Promise<boolean> {
  const { 'object-provider': provider = '', 'object-buyer': buyer = '' } = await namePartiesUnder(authorisation, reader);
  const witnesses = [buyer, (await readExchange(reader)).authorityMspId];
  return hasTaken(reader, tradeKeys.trade(id), { action: 'serve', round: 1, mspId: provider, witnesses });
}

async function wasAcknowledged(reader: Reader, { id, authorisation }: Pick<TradeRecord, 'id' | 'authorisation'>): Promise<boolean> {
  const { 'object-buyer': buyer = '' } = await namePartiesUnder(authorisation, reader);
  return reader.hasAnchor(buyer, tradeKeys.trade(id), { action: 'acknowledge', round: 1 });
}

/** Returns whether a party opened one more dispute than the copy shows. */
async function isDisputeHidden(reader: Reader, trade: Recorded<TradeRecord>): Promise<boolean> {
  const parties = await namePartiesUnder(trade.authorisation, reader);
  const round = listSaid(trade).filter(({ change }) => change.action === 'dispute').length + 1;
  const { authorityMspId } = await readExchange(reader);
  for (const [mspId, opponent] of listSides(parties))
    if (await hasTaken(reader, tradeKeys.trade(trade.id), { action: 'dispute', round, mspId, witnesses: [opponent, authorityMspId] }))
      return true;
  return false;
}

function listSides({ 'object-buyer': buyer = '', 'object-provider': provider = '' }: Parties): readonly (readonly [string, string])[] {
  return [
    [buyer, provider],
    [provider, buyer],
  ];
}
