import { listDisclosure } from './disclosure';
import { listExchange } from './exchange-report';
import { listIncome, openSlips, sumIncome, toTradeRow, type ReadSlip } from './income';
import { listProvided } from './provider';
import type { AskedReport, Report, ReportKind, ReportRow, ReportSource } from './report';
import { ReportReader } from './report-reader';

type MakeRows = (reader: ReportReader, asked: AskedReport, readSlip: ReadSlip | undefined) => Promise<Pick<Report, 'rows' | 'trades'>>;

const makeRowsOf =
  (list: (reader: ReportReader, asked: AskedReport) => Promise<readonly ReportRow[]>): MakeRows =>
  async (reader, asked) => ({ rows: await list(reader, asked) });

const makers: Readonly<Record<ReportKind, MakeRows>> = {
  income: async (reader, asked, readSlip) => {
    const listed = await listIncome(reader, asked);
    const trades = readSlip ? await openSlips(listed, readSlip) : listed;
    return { rows: sumIncome(trades), trades: trades.map(toTradeRow) };
  },
  provider: makeRowsOf(listProvided),
  disclosure: makeRowsOf(listDisclosure),
  exchange: makeRowsOf(listExchange),
};

/** Returns whether a report is of one participant. */
export function isOfParticipant(kind: ReportKind): boolean {
  return kind === 'income' || kind === 'provider';
}

/** Makes a report. With `readSlip`, the amounts of an income are opened as far as the party has their slips. */
export async function makeReport(source: ReportSource, asked: AskedReport, readSlip?: ReadSlip): Promise<Report> {
  const { kind, year, participant } = asked;
  const own = isOfParticipant(kind) ? participant : '';
  const made = await makers[kind](new ReportReader(source, own), asked, readSlip);
  return {
    kind,
    height: source.height,
    time: source.time,
    ...(year !== undefined && { year }),
    ...(own !== '' && { participant: own }),
    ...made,
  };
}
