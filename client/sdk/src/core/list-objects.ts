import { byNoun, listErrors, routeOf, type AnswerOf, type CommandOf } from '@databund/model';
import type { Connection } from './connection';
import { DatabundError } from './databund-error';
import { ListedNames, type ListFilters } from './list-form';
import { writeQuery } from './write-query';

/** A noun whose lists can be filtered by state, time and words. To find listings by more, see `search`. */
export const filteredNouns = [
  'listing',
  'participant',
  'resource',
  'mandate',
  'standing',
  'authorisation',
  'trade',
  'delivery',
  'dispute',
] as const;
export type FilteredNoun = (typeof filteredNouns)[number];

/** The lists of the ledger by noun. */
interface Lists {
  readonly listing: 'ListListings';
  readonly participant: 'ListParticipants';
  readonly resource: 'ListResources';
  readonly mandate: 'ListMandates';
  readonly standing: 'ListStandings';
  readonly authorisation: 'ListAuthorisations';
  readonly trade: 'ListTrades';
  readonly delivery: 'ListDeliveries';
  readonly dispute: 'ListDisputes';
}
/** An object in a list. */
export type FilteredItem<N extends FilteredNoun> = AnswerOf<Lists[N]> extends { readonly items: readonly (infer I)[] } ? I : never;

/** The query of a filtered list: its own filters, those of the ledger's list, and the page. */
export type FilteredQuery<N extends FilteredNoun> = ListFilters & Omit<CommandOf<Lists[N]>, keyof ListFilters>;

/** A page of objects at one height, with the names of the participants and the titles of the listings that they name. */
export interface FilteredPage<N extends FilteredNoun> {
  readonly height: number;
  readonly items: FilteredItem<N>[];
  readonly names: Readonly<Record<string, string>>;
  readonly next?: string;
}

/** Asks the gateway for a page of a filtered list. @throws DatabundError */
export async function listFiltered<N extends FilteredNoun>(
  connection: Connection,
  noun: N,
  query: FilteredQuery<N>,
): Promise<FilteredPage<N>> {
  const given = { since: '1970-01-01T00:00:00.000Z', ...query }; // With a filter, the gateway answers from the blocks.
  const named: FilteredNoun = noun; // TypeScript resolves the member of a union, and not of a type parameter.
  const answer = await connection.readJson({
    method: 'GET',
    path: routeOf(byNoun[named].list).path + writeQuery(given),
  });
  if (isPage<N>(answer)) return answer;
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned no page of objects' });
}

function isPage<N extends FilteredNoun>(answer: unknown): answer is FilteredPage<N> {
  const isList = typeof answer === 'object' && answer !== null && 'items' in answer && Array.isArray(answer.items);
  return isList && listErrors(ListedNames, answer).length === 0;
}
