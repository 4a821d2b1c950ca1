import { listErrors } from '@databund/model';
import type { Connection } from './connection';
import { DatabundError } from './databund-error';
import { SearchAnswer, type SearchQuery } from './search-form';
import { writeQuery } from './write-query';

/** A search, at the newest height or at the one that it names. */
export interface SearchRequest extends SearchQuery {
  /** The number of a block, or an instant. */
  readonly at?: string;
  /** The number of a block that the answer must follow. */
  readonly consistent?: number;
}

/** Asks the gateway for a page of hits. @throws DatabundError */
export async function search(connection: Connection, query: SearchRequest): Promise<SearchAnswer> {
  const answer = await connection.readJson({ method: 'GET', path: `/v1/search${writeQuery(query)}` });
  if (isAnswer(answer)) return answer;
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned no page of hits' });
}

function isAnswer(value: unknown): value is SearchAnswer {
  return listErrors(SearchAnswer, value).length === 0;
}
