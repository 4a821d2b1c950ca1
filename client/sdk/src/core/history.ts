import type { Connection } from './connection';
import { Timeline } from './history-form';
import { sendFor } from './send-for';
import { writeQuery } from './write-query';

/** Sets the page of a history, and the height at which it is read. */
export interface HistoryOptions {
  readonly limit?: number;
  readonly cursor?: string;
  /** The number of a block, or an instant. */
  readonly at?: string;
}

/** Asks the gateway for a page of a timeline. @throws DatabundError */
export function readHistory(connection: Connection, kind: string, id: string, options: HistoryOptions): Promise<Timeline> {
  const path = `/v1/history/${encodeURIComponent(kind)}/${encodeURIComponent(id)}${writeQuery(options)}`;
  return sendFor(connection, Timeline, { method: 'GET', path });
}
