import { SearchForm, type SearchQuery } from '@databund/client';
import { readForm } from '../../http/read-form';
import { viewMembers } from '../asked-view';

/** Reads the query of a search. @throws INPUT_INVALID naming the filters, for one that does not exist */
export function readQuery(given: Readonly<Record<string, unknown>>): SearchQuery {
  return readForm(SearchForm, Object.fromEntries(Object.entries(given).filter(([name]) => !viewMembers.includes(name))));
}
