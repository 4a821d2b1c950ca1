import { declareEvaluate, declareSubmit, isCaller, type Caller, type Put } from '../../kernel/declare';
import { Closed, Id, PageOf, Version, pageInput, type Page } from '../../kernel/forms';
import { Hash, isSameHash } from '../../kernel/hash';
import { checkVisible } from '../../kernel/noun';
import { emptyPage, readPage } from '../../kernel/page';
import { expectWritten, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { TextHash } from '../../kernel/text';
import { declareTransition, makeChecks, optionalReason, optionalWitness } from '../../kernel/transition';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { listingKeys, listObjectionKeys } from './keys';
import { listing } from './listing';
import {
  checkNotProvider,
  checkSameContent,
  isListingHidden,
  isListingHiddenFrom,
  readListing,
  relateToListing,
  withoutApproval,
  type ListingFacts,
} from './read-listing';
import { readStanding, type StandingFacts } from './read-state';
import { ObjectionView, type HeldNoticeRecord, type ObjectionRecord } from './records';
import { getNoticeEnd, isObjectedInTime } from './state';

/** A listing version with one participant's objection to it. */
export interface ObjectionFacts extends StandingFacts {
  readonly objection: Recorded<ObjectionRecord> | undefined;
}

/** Objects to a listing under notice. It changes no state; the first one before the end holds the notice for one more period. */
export const ObjectToListing = declareSubmit<ObjectionFacts & WithQuota>()({
  name: 'ObjectToListing',
  begins: true,
  noun: 'listing',
  verb: 'object',
  summary: 'Objects to the content of a listing under notice. Each participant can object to it once.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, contentHash: Hash, text: TextHash, ...optionalWitness }),
  isWitnessed: () => true,
  output: ObjectionView,
  readErrors: ['LISTING_NOT_FOUND'],
  read: async (reader, { id, version }, context) => ({
    ...(await readObjection(reader, { id, version, objector: context.caller.participantId })),
    quota: await readQuota(reader, 'objection', context),
  }),
  relate: relateToListing,
  checks: {
    ...checkVisible(listing),
    SELF_DEALING: ({ actors }) => checkNotProvider(actors),
    ...makeChecks(listing, 'object', {
      isCurrent: checkSameContent,
    }),
    ALREADY_EXISTS: ({ facts }) => (isAboutContent(facts) ? {} : undefined),
    QUOTA_EXCEEDED: checkQuota,
  },
  effect: ({ facts, command: { id, version, contentHash, text, witness }, caller, caller: { participantId: objector }, at }) => ({
    puts: [
      {
        key: listingKeys.objection(id, version, objector),
        action: 'object',
        value: { id, version, objector, contentHash, text, state: 'RAISED' as const },
      },
      ...(at < getNoticeEnd(facts) && !isObjectedInTime(facts) ? [{ ...putHeld(facts, caller), witness }] : []),
      ...putQuota({ facts, caller }),
    ],
    events: [{ type: 'ListingObjected', id, version }],
  }),
  answer: ({ facts }) => viewObjection(expectWritten(facts.objection)),
  emits: ['ListingObjected'],
});

export const UpholdListingObjection = declareTransition(listing, {
  name: 'UpholdListingObjection',
  action: 'upholdObjection',
  summary: 'Upholds an objection to a listing under notice: it goes back to review.',
  event: 'ListingObjectionUpheld',
  input: { objector: Id('ptc'), ...optionalReason },
  read: (reader, command) => readObjection(reader, command),
  guard: ({ actors, command, caller }) => checkNotProvider(actors) ?? (isCaller(caller, command.objector) ? {} : undefined),
  checks: { OBJECTION_NOT_FOUND: ({ facts }) => (isAboutContent(facts) ? undefined : {}) },
  // The content may change before the next notice, so until then only those who oversee can read it.
  head: ({ facts }) => withoutApproval(facts),
});

/** Holds the notice that runs. Its provider and the exchange cannot remove the key together. */
function putHeld(
  { listing: { id, version, change }, exchange }: StandingFacts,
  { participantId: objector, mspId }: Caller,
): Put<HeldNoticeRecord> {
  const policy = { atLeast: 2, of: [mspId, exchange.operatorMspId, exchange.authorityMspId] };
  return { key: listingKeys.heldNotice(id, version, change.revision), action: 'object', value: { objector, state: 'HELD' }, policy };
}

/** A listing version with a page of the objections to it. */
export interface ObjectionsFacts extends ListingFacts {
  readonly objections: Page<Recorded<ObjectionRecord>>;
}

export const ListObjections = declareEvaluate<ObjectionsFacts>()({
  name: 'ListObjections',
  noun: 'listing',
  verb: 'objections',
  summary: 'Lists the objections to a listing version.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, ...pageInput }),
  output: PageOf(ObjectionView),
  readErrors: ['LISTING_NOT_FOUND', 'CURSOR_INVALID'],
  read: async (ledger, { id, version, ...page }, { caller }) => {
    const facts = await readListing(ledger, id, version);
    const find = (objector: string) => ledger.find(listingKeys.objection(id, version, objector));
    const isHidden = isListingHiddenFrom(facts, caller);
    return { ...facts, objections: isHidden ? emptyPage : await readPage(ledger, listObjectionKeys(id, version), page, find) };
  },
  relate: relateToListing,
  checks: checkVisible<ObjectionsFacts>({ notFound: 'LISTING_NOT_FOUND', isHidden: isListingHidden }),
  answer: ({ facts: { objections } }) => ({ ...objections, items: objections.items.map(viewObjection) }),
});

interface NamedObjection {
  readonly id: string;
  readonly version: number;
  readonly objector: string;
}

async function readObjection(reader: Reader, { id, version, objector }: NamedObjection): Promise<ObjectionFacts> {
  return {
    ...(await readStanding(reader, id, version)),
    objection: await reader.find(listingKeys.objection(id, version, objector)),
  };
}

/** Returns whether the objection is about the content that the version has now. */
function isAboutContent({ listing: { contentHash }, objection }: ObjectionFacts): boolean {
  return objection !== undefined && isSameHash(objection.contentHash, contentHash);
}

function viewObjection(record: Recorded<ObjectionRecord>) {
  const { id, version, objector, contentHash, text } = record;
  return { id, version, objector, contentHash, text, ...showChange(record) };
}
