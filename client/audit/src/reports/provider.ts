import { indexes, keys, listHeld, listSaid, transactions } from '@databund/model';
import { CountedRows, type AskedReport, type ReportRow } from './report';
import { findBeginning, isInYear, type ReportReader } from './report-reader';

/** Counts what happened with the listings of a provider, by listing and month. */
export async function listProvided(reader: ReportReader, asked: AskedReport): Promise<readonly ReportRow[]> {
  const rows = new ProvidedRows(reader, asked.year);
  await countAuthorisations(reader, asked, rows);
  await countTrades(reader, asked, rows);
  await countDeliveries(reader, asked, rows);
  return rows.sorted;
}

const nothing = { requests: 0, activated: 0, deliveries: 0, acknowledged: 0, bytes: 0, settled: 0 };

/** Rows by listing and month. */
class ProvidedRows {
  private readonly rows = new CountedRows();
  private readonly titles = new Map<string, Promise<string>>();

  constructor(
    private readonly reader: ReportReader,
    private readonly year: string | undefined,
  ) {}

  async add(listing: string, at: string | undefined, numbers: Partial<typeof nothing>): Promise<void> {
    if (at === undefined || !isInYear(at, this.year)) return;
    const title = this.titles.get(listing) ?? this.findTitle(listing);
    this.titles.set(listing, title);
    this.rows.add({ listing, title: await title, month: at.slice(0, 7) }, { ...nothing, ...numbers });
  }

  get sorted(): readonly ReportRow[] {
    return this.rows.sorted;
  }

  /** Returns the title of the newest version, so that a listing has one row for each month. */
  private async findTitle(listing: string): Promise<string> {
    return this.reader.findTitle(listing, (await this.reader.find(keys.listing(listing)))?.newest ?? 1);
  }
}

async function countAuthorisations(reader: ReportReader, { participant }: AskedReport, rows: ProvidedRows): Promise<void> {
  for await (const id of reader.listIds(indexes.authorisationsOfProvider(participant))) {
    const head = await reader.find(keys.authorisation(id));
    if (head?.provider !== participant) continue;
    await rows.add(head.listing, findBeginning(head), { requests: 1 });
    await rows.add(head.listing, listSaid(head).find(({ change }) => change.action === 'activate')?.change.at, { activated: 1 });
  }
}

async function countTrades(reader: ReportReader, { participant }: AskedReport, rows: ProvidedRows): Promise<void> {
  for await (const id of reader.listIds(indexes.tradesOfProvider(participant))) {
    const trade = await reader.read(transactions.GetTrade, { id });
    const head = trade?.provider === participant ? await reader.find(keys.authorisation(trade.authorisation)) : undefined;
    if (trade?.state === 'SETTLED' && head) await rows.add(head.listing, trade.at, { settled: 1 });
  }
}

async function countDeliveries(reader: ReportReader, { participant }: AskedReport, rows: ProvidedRows): Promise<void> {
  for await (const id of reader.listIds(indexes.deliveriesOfProvider(participant))) {
    const delivery = await reader.read(transactions.GetDelivery, { id });
    if (delivery?.provider !== participant) continue;
    const { listing, version, mode, openedAt, state, change } = delivery;
    await rows.add(listing, openedAt, { deliveries: 1 });
    if (state !== 'ACKED') continue;
    const offered = mode === 'download' ? await reader.find(keys.listingVersion(listing, version)) : undefined;
    const bytes = (offered ? listHeld(offered.content) : []).reduce((sum, { byteSize }) => sum + byteSize, 0);
    await rows.add(listing, change.at, { acknowledged: 1, bytes });
  }
}
