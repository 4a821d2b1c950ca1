import { listErrors } from '@databund/model';
import type { Connection } from './connection';
import { DatabundError } from './databund-error';
import { Timeline } from './history-form';
import { writeQuery } from './write-query';

/** Sets the page of a history, and the height at which it is read. */
export interface HistoryOptions {
  readonly limit?: number;
  readonly cursor?: string;
  /** The number of a block, or an instant. */
  readonly at?: string;
}

/** Asks the gateway for a page of a timeline. @throws DatabundError */
export async function readHistory(connection: Connection, kind: string, id: string, options: HistoryOptions): Promise<Timeline> {
  const path = `/v1/history/${encodeURIComponent(kind)}/${encodeURIComponent(id)}${writeQuery(options)}`;
  const answer = await connection.readJson({ method: 'GET', path });
  if (isTimeline(answer)) return answer;
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned no timeline' });
}

function isTimeline(value: unknown): value is Timeline {
  return listErrors(Timeline, value).length === 0;
}
