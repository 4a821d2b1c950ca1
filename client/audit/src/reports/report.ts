import type { Store } from '@databund/model';

/** The kinds of reports. Income and provider are of one participant; the others are for those who oversee. */
export const reportKinds = ['income', 'disclosure', 'provider', 'exchange'] as const;
export type ReportKind = (typeof reportKinds)[number];

/** A row of a report by the names of its columns. Members without a value are left out. */
export type ReportRow = Readonly<Record<string, string | number | boolean>>;

/** A report over the ledger after so many blocks, judged at the time of the last one, so that the same blocks give the same report. */
export interface Report {
  readonly kind: ReportKind;
  readonly height: number;
  readonly time: string;
  readonly year?: string;
  readonly participant?: string;
  readonly rows: readonly ReportRow[];
  /** The single trades behind the rows of an income. */
  readonly trades?: readonly ReportRow[];
}

/** Chooses what a report is about. */
export interface AskedReport {
  readonly kind: ReportKind;
  /** Four digits; all years without it. */
  readonly year?: string | undefined;
  /** The participant of an income or of a provider's report. */
  readonly participant: string;
}

/** A version of a listing. */
export interface Product {
  readonly id: string;
  readonly version: number;
}

/** The ledger that a report is made of. */
export interface ReportSource {
  readonly store: Store;
  /** The number of blocks. */
  readonly height: number;
  /** The time of the last block. */
  readonly time: string;
  /** Lists the listing versions that were made from a resource. */
  listProducts(resource: string): Promise<readonly Product[]>;
}

/** The columns of each kind, in the order of CSV. */
const columns: Readonly<Record<ReportKind, readonly string[]>> = {
  income: ['month', 'listing', 'title', 'side', 'state', 'trades', 'currency', 'amountMinor', 'unopened'],
  disclosure: [
    'resource',
    'title',
    'holder',
    'registrationNumber',
    'state',
    'mandate',
    'mandateState',
    'grantee',
    'from',
    'until',
    'ceilingMinor',
    'ceilingCurrency',
    'listing',
    'version',
    'listingTitle',
    'listingState',
    'chargeMinor',
    'chargeCurrency',
    'isWithinCeiling',
    'settled',
    'chargedMinor',
  ],
  provider: ['listing', 'title', 'month', 'requests', 'activated', 'deliveries', 'acknowledged', 'bytes', 'settled'],
  exchange: ['day', 'noun', 'state', 'sector', 'count', 'id', 'endsAt', 'steps'],
};

/** Writes the rows of a report as CSV (RFC 4180). */
export function formatCsv({ kind, rows }: Pick<Report, 'kind' | 'rows'>): string {
  const lines = rows.map((row) => columns[kind].map((name) => formatCell(row[name])));
  return [columns[kind], ...lines].map((cells) => `${cells.join(',')}\r\n`).join('');
}

/** Quotes a cell where needed. A text that a spreadsheet could run as a formula begins with an apostrophe. */
function formatCell(value: ReportRow[string] | undefined): string {
  const text = value === undefined ? '' : String(value);
  const safe = typeof value === 'string' && /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Rows that are counted: those with equal texts are one, and their numbers are added. */
export class CountedRows {
  private readonly rows = new Map<string, Record<string, string | number | boolean>>();

  /** Adds numbers to the row with these texts. */
  add(texts: Readonly<Record<string, string>>, numbers: Readonly<Record<string, number>>): void {
    const name = JSON.stringify(Object.entries(texts));
    const row = this.rows.get(name) ?? { ...texts };
    for (const [column, number] of Object.entries(numbers)) row[column] = Number(row[column] ?? 0) + number;
    this.rows.set(name, row);
  }

  /** The rows in the order of their texts. */
  get sorted(): readonly ReportRow[] {
    return [...this.rows].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, row]) => row);
  }
}
