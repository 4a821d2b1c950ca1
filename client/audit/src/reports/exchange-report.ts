import { keys, transactions, waits, type AnyEvaluate, type Key, type Recorded } from '@databund/model';
import { CountedRows, type AskedReport, type ReportRow } from './report';
import { findBeginning, isInYear, type ReportReader } from './report-reader';

/** An object of a list, as far as the report reads it. */
interface Shown {
  readonly state: string;
  readonly version?: number;
  readonly endsAt?: string;
  readonly claimableFrom?: string;
  readonly isOverdue?: true;
}

interface CountedNoun {
  readonly read: AnyEvaluate;
  readonly key: (id: string, shown: Shown) => Key<object>;
  /** Finds the listing version whose sector an object has. */
  readonly findListing?: (reader: ReportReader, id: string) => Promise<{ readonly listing: string; readonly version: number } | undefined>;
}

/** The nouns that are counted. Each has its objects under keys of its own type. */
const counted: Readonly<Record<string, CountedNoun>> = {
  participant: { read: transactions.GetParticipant, key: keys.participant },
  resource: { read: transactions.GetResource, key: keys.resource },
  listing: {
    read: transactions.GetListing,
    key: (id, { version = 1 }) => keys.listingVersion(id, version),
    findListing: async (reader, id) => ({ listing: id, version: (await reader.find(keys.listing(id)))?.newest ?? 1 }),
  },
  authorisation: {
    read: transactions.GetAuthorisation,
    key: keys.authorisation,
    findListing: (reader, id) => reader.find(keys.authorisation(id)),
  },
  trade: {
    read: transactions.GetTrade,
    key: keys.trade,
    findListing: async (reader, id) => {
      const trade = await reader.find(keys.trade(id));
      return trade && reader.find(keys.authorisation(trade.authorisation));
    },
  },
  delivery: { read: transactions.GetDelivery, key: keys.delivery, findListing: (reader, id) => reader.find(keys.delivery(id)) },
  dispute: {
    read: transactions.GetDispute,
    key: keys.dispute,
    findListing: async (reader, id) => {
      const dispute = await reader.find(keys.dispute(id));
      return dispute && reader.find(keys.authorisation(dispute.authorisation));
    },
  },
};

/** Counts objects by the day on which they began, their state and their sector, then lists what is overdue. */
export async function listExchange(reader: ReportReader, { year }: AskedReport): Promise<readonly ReportRow[]> {
  const counts = new CountedRows();
  const overdue: ReportRow[] = [];
  for (const [noun, { read, key, findListing }] of Object.entries(counted)) {
    for await (const id of reader.listIds({ type: noun, parts: [] })) {
      const shown = (await reader.read(read, { id })) as Shown | undefined; // `as`: every view has a state.
      const record: Recorded<object> | undefined = shown && (await reader.find(key(id, shown)));
      if (!shown || !record) continue;
      const sector = await findSector(reader, await findListing?.(reader, id));
      const day = findBeginning(record).slice(0, 10);
      if (isInYear(day, year)) counts.add({ day, noun, state: shown.state, sector }, { count: 1 });
      const late = findLate(noun, shown, reader.source.time);
      if (late) overdue.push({ noun, state: shown.state, sector, id, ...late });
    }
  }
  return [...counts.sorted, ...overdue];
}

async function findSector(
  reader: ReportReader,
  offered: { readonly listing: string; readonly version: number } | undefined,
): Promise<string> {
  const record = offered && (await reader.find(keys.listingVersion(offered.listing, offered.version)));
  return record?.content.sector ?? '';
}

/** The state of a dispute on which nobody ruled in time: its wait has ended, and the same people are late. */
const unruled = 'UNRULED';

function isOver(end: string | undefined, time: string): boolean {
  return end !== undefined && end <= time;
}

/** Returns the end of an overdue wait and the steps that it waits for. A wait that changes the state when it ends is not overdue. */
function findLate(noun: string, shown: Shown, time: string): ReportRow | undefined {
  const { state, endsAt: end = shown.claimableFrom } = shown;
  const wait = waits[noun]?.[state === unruled ? 'OPEN' : state];
  if (!wait || !(shown.isOverdue || state === unruled || (wait.end === state && isOver(end, time)))) return undefined;
  const steps = Object.entries(wait.next).map(([step, by]) => `${step} (${by})`);
  return { ...(end !== undefined && { endsAt: end }), steps: steps.join('; ') };
}
