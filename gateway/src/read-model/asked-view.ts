import type { Request } from 'express';

import { seenHeader, type AskedView } from './reads';
import { createInputError } from '../http/validation';

/** Names the number of blocks behind an answer. */
export const heightHeader = 'Databund-Height';

/** Members of a query that every read takes beside those of its form. */
export const viewMembers: readonly string[] = ['at', 'consistent'];

/** Reads at which height a request asks. @throws INPUT_INVALID */
export function readAskedView({ query, headers }: Pick<Request, 'query' | 'headers'>): AskedView {
  const { at, consistent } = query;
  if (at !== undefined && typeof at !== 'string') throw createInputError('/at', 'is given twice');
  if (consistent !== undefined) return { at, consistent: readBlockNumber(consistent, '/consistent') };
  const seen = headers[seenHeader.toLowerCase()];
  return seen === undefined ? { at } : { at, consistent: readBlockNumber(seen, `/${seenHeader}`), mayAskPeer: at === undefined };
}

/** Reads which block an answer must follow, where nothing of the past is shown. @throws INPUT_INVALID naming `at` */
export function readCurrentView(request: Pick<Request, 'query' | 'headers'>): AskedView {
  refusePast(request);
  return readAskedView(request);
}

/** Rejects the wish to see the past of what has no past. @throws INPUT_INVALID */
export function refusePast({ query }: Pick<Request, 'query'>): void {
  if (query['at'] !== undefined) throw createInputError('/at', 'is not known here, where only what is now can be read');
}

function readBlockNumber(text: unknown, path: string): number {
  if (typeof text === 'string' && /^\d{1,15}$/.test(text)) return Number(text);
  throw createInputError(path, 'is not the number of a block');
}
