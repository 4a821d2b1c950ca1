import { Type, type Static } from '@sinclair/typebox';
import { Instant, OneOf } from '@databund/model';
import type { Connection } from './connection';
import { sendFor } from './send-for';
import { writeQuery } from './write-query';

const rows = Type.Array(Type.Record(Type.String(), Type.Union([Type.String(), Type.Number(), Type.Boolean()])));

/** A report over the ledger after so many blocks, judged at the time of the last one. */
export const Report = Type.Object(
  {
    kind: OneOf('income', 'disclosure', 'provider', 'exchange'),
    height: Type.Integer({ minimum: 0 }),
    time: Instant,
    year: Type.Optional(Type.String()),
    participant: Type.Optional(Type.String()),
    rows,
    trades: Type.Optional(rows),
  },
  { additionalProperties: false },
);
export type Report = Static<typeof Report>;

/** The report that a caller asks for. */
export interface ReportQuery {
  /** Four digits; all years without it. */
  readonly year?: string;
  /** `no` leaves the amounts of an income closed. */
  readonly slips?: 'yes' | 'no';
  /** The number of a block, or an instant. */
  readonly at?: string;
}

/** Asks the gateway for a report. @throws DatabundError */
export function readReport(connection: Connection, kind: string, query: ReportQuery): Promise<Report> {
  return sendFor(connection, Report, { method: 'GET', path: `/v1/reports/${encodeURIComponent(kind)}${writeQuery(query)}` });
}
