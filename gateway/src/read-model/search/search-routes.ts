import { Router, type Request } from 'express';
import { SearchForm, type PlaceTable, type SearchQuery } from '@databund/client';
import type { ExchangeError } from '@databund/model';
import { StoredFiles } from '../../delivery/stored-files';
import type { DeliveryContext } from '../../delivery/delivery-context';
import type { Authenticate } from '../../http/authentication';
import type { Cursors } from '../../http/cursors';
import { rejectOtherMethods } from '../../http/methods';
import { readDate } from '../../http/read-date';
import { isVisitor } from '../../http/visitors';
import { readLanguages } from '../../http/read-languages';
import { heightHeader, readAskedView } from '../asked-view';
import { readMembers } from '../read-members';
import { Reads, type FollowedModel } from '../reads';
import type { StoredHit } from './describe-content';
import { searchListings, type DescribeBytes } from './search';
import { createInputError } from '../../http/validation';

/** The address of searches. */
export const searchPath = '/v1/search';

interface SearchContext extends Pick<DeliveryContext, 'ledger' | 'wallet' | 'stores'> {
  readonly authenticate: Authenticate;
  readonly cursors: Cursors;
  readonly followed?: FollowedModel | undefined;
  readonly places?: PlaceTable | undefined;
}

/** The most hits of a page without a token. */
const visitorLimit = 50;

/** Creates the route of searches, which also answers what is public to visitors without a token. */
export function createSearchRoutes({ ledger, wallet, stores, authenticate, cursors, followed, places }: SearchContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  const describeBytes = createDescribeBytes(new StoredFiles(ledger, wallet, stores), wallet);
  router.get(searchPath, async (request, response) => {
    const as = isVisitor(request) ? undefined : await authenticate(request);
    const query = readQuery(request);
    if (!as && (query.limit ?? 0) > visitorLimit) throw makeLimitError();
    const asked = readAskedView(request);
    const model = await (as ? reads.openModel(asked) : reads.openModelForVisitor(asked));
    const caller = as && (await model.identify(as));
    const moment = asked.at === undefined ? undefined : await reads.openMoment(model, asked.at);
    const languages = readLanguages(request);
    const answer = await searchListings({ query, caller, moment, languages }, { model, cursors, describeBytes, places });
    response.setHeader('Cache-Control', 'no-store');
    response.setHeader(heightHeader, String(answer.height));
    response.json(answer);
  });
  router.all(searchPath, rejectOtherMethods(['GET']));
  return router;
}

/** Reads the query of a search, its date as an instant. @throws INPUT_INVALID */
function readQuery({ query: given }: Request): SearchQuery {
  const query = readMembers(SearchForm, given);
  return query.since === undefined ? query : { ...query, since: readDate(query.since, 'since') };
}

function makeLimitError(): ExchangeError {
  return createInputError('/limit', `is more than ${String(visitorLimit)}, the most without a token`);
}

/** Joins whether bytes are stored here, which no block says. */
function createDescribeBytes(files: StoredFiles, wallet: SearchContext['wallet']): DescribeBytes {
  return async ({ mspId, provider, files: listed }: StoredHit) => {
    if (listed.length === 0) return 'none';
    const owner = wallet.find(mspId, provider);
    if (!owner) return 'unknown';
    return (await files.findMissing(owner, listed)).length === 0 ? 'present' : 'absent';
  };
}
