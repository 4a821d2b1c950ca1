import { hashJson, indexes, isSameHash, keys, transactions, type Hash, type PriceSlip, type TradeView } from '@databund/model';
import { CountedRows, type AskedReport, type ReportRow } from './report';
import { isInYear, type ReportReader } from './report-reader';

/** A trade of a party, with the amount if it is public or its slip was opened. */
export interface IncomeTrade {
  readonly trade: string;
  readonly month: string;
  readonly listing: string;
  readonly title: string;
  readonly side: 'sold' | 'bought';
  readonly state: string;
  readonly currency?: string;
  readonly amountMinor?: number;
  /** The hash of an amount that is not public. */
  readonly amountHash?: Hash;
}

/** Reads the price slip that a party keeps of a trade; `undefined` if it has none. */
export type ReadSlip = (trade: string) => Promise<PriceSlip | undefined>;

/** Lists the trades of a party by their last step: what it sold, then what it bought. */
export async function listIncome(reader: ReportReader, { participant, year }: AskedReport): Promise<readonly IncomeTrade[]> {
  const found: IncomeTrade[] = [];
  for (const side of ['sold', 'bought'] as const) {
    const prefix = side === 'sold' ? indexes.tradesOfProvider(participant) : indexes.tradesOfBuyer(participant);
    for await (const id of reader.listIds(prefix)) {
      const trade = await reader.read(transactions.GetTrade, { id });
      const isOwn = (side === 'sold' ? trade?.provider : trade?.buyer) === participant;
      if (trade && isOwn && isInYear(trade.at, year)) found.push(await describeTrade(reader, trade, side));
    }
  }
  return found;
}

async function describeTrade(reader: ReportReader, trade: TradeView, side: IncomeTrade['side']): Promise<IncomeTrade> {
  const { id, state, charge, amountHash, prices } = trade;
  const head = await reader.find(keys.authorisation(trade.authorisation));
  const hash = amountHash ?? prices?.provider;
  return {
    trade: id,
    month: trade.at.slice(0, 7),
    listing: head?.listing ?? '',
    title: head ? await reader.findTitle(head.listing, head.version) : '',
    side,
    state,
    ...(charge ? { currency: charge.currency, amountMinor: charge.amountMinor } : hash && { amountHash: hash }),
  };
}

/** Opens the amounts whose slips the party has. A slip with another hash opens nothing. */
export async function openSlips(trades: readonly IncomeTrade[], readSlip: ReadSlip): Promise<readonly IncomeTrade[]> {
  const opened: IncomeTrade[] = [];
  for (const each of trades) {
    const slip = each.amountHash && (await readSlip(each.trade));
    const isSame = slip && isSameHash(hashJson(slip), each.amountHash);
    opened.push(isSame ? { ...each, currency: slip.currency, amountMinor: slip.amountMinor } : each);
  }
  return opened;
}

/** Adds trades up by month, listing, side, state and currency. */
export function sumIncome(trades: readonly IncomeTrade[]): readonly ReportRow[] {
  const rows = new CountedRows();
  for (const { month, listing, title, side, state, currency, amountMinor, amountHash } of trades) {
    const isOpen = amountMinor !== undefined;
    const amount = isOpen ? { amountMinor } : amountHash && { unopened: 1 };
    rows.add({ month, listing, title, side, state, ...(currency !== undefined && { currency }) }, { trades: 1, ...amount });
  }
  return rows.sorted;
}

/** Writes the hash of a trade's amount as a text, as rows have it. */
export function toTradeRow({ amountHash, ...trade }: IncomeTrade): ReportRow {
  return { ...trade, ...(amountHash && { amountHash: amountHash.value }) };
}
