import { closeSync, openSync, writeSync } from 'node:fs';
import { UsageError } from '../usage-error';
import type { Note, OutsideRecord, Rejected, SourcePlace } from './record';

/** The result of one record, as a line of the report. */
export interface ReportLine extends SourcePlace {
  readonly outcome: string;
  readonly identifier: string;
  /** The id of the listing. */
  readonly id?: string | undefined;
  readonly reason?: string | undefined;
  readonly notes?: readonly Note[] | undefined;
}

const columns = ['outcome', 'identifier', 'id', 'file', 'line', 'reason', 'notes'] as const;

/** Writes a report line by line: CSV if the file's name ends in `.csv`, else one JSON object in each line. */
export class Report {
  private constructor(
    private readonly file: number | undefined,
    private readonly isCsv: boolean,
  ) {}

  /** Opens the report; without a path, nothing is written. @throws UsageError FILE_MISSING */
  static open(path: string | undefined): Report {
    if (path === undefined) return new Report(undefined, false);
    const isCsv = path.toLowerCase().endsWith('.csv');
    try {
      const report = new Report(openSync(path, 'w'), isCsv);
      if (isCsv) report.writeText(columns.join(','));
      return report;
    } catch (error) {
      throw new UsageError(
        'FILE_MISSING',
        `the report ${path} cannot be written: ${error instanceof Error ? error.message : String(error)}`,
      );
    }
  }

  write(line: ReportLine): void {
    if (this.file === undefined) return;
    this.writeText(this.isCsv ? columns.map((name) => formatCell(line[name])).join(',') : JSON.stringify(line));
  }

  writeRejected({ file, line, identifier, reason }: Rejected): void {
    this.write({ outcome: 'refused', identifier, file, line, reason });
  }

  /** Writes a member of a document that belongs to no record. */
  writeOutside({ file, line, path, value }: OutsideRecord & { readonly file: string }): void {
    this.write({ outcome: 'outside', identifier: '', file, line, notes: [{ kind: 'outside', path, value }] });
  }

  close(): void {
    if (this.file !== undefined) closeSync(this.file);
  }

  private writeText(text: string): void {
    if (this.file !== undefined) writeSync(this.file, `${text}\n`);
  }
}

/** Formats a cell of CSV. A text that a spreadsheet would run as a formula begins with an apostrophe. */
function formatCell(value: unknown): string {
  if (value === undefined) return '';
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
