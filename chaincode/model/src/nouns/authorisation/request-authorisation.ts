import { Type } from '@sinclair/typebox';
import { declareSubmit, isCaller, type CallContext, type Context, type Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Version } from '../../kernel/forms';
import { checkPermitted } from '../../kernel/lifecycle';
import { checkVisible } from '../../kernel/noun';
import { expectWritten, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { hashWithoutTexts } from '../../kernel/text';
import { makePendingStance, makeStanceKey } from '../../kernel/stance';
import { checkProviderActive, checkResourceRegistered, readOffered, type OfferedFacts } from '../listing/check-mandate';
import { listing } from '../listing/listing';
import { checkNotCore, relateToListing } from '../listing/read-listing';
import { completeStanding, type StandingFacts } from '../listing/read-state';
import { stateOfListing } from '../listing/state';
import { checkQuota, putQuota, readQuota, type WithQuota } from '../quota/take-quota';
import { NamedStandings } from '../standing/records';
import { findStandingPlace, putStandingPlaces, type StandingPlace } from '../standing/take-place';
import { listApprovers } from './approvers';
import { viewAuthorisation } from './authorisation';
import { readBackings, type Backing } from './read-backings';
import { authorisationIndexes, authorisationKeys } from './keys';
import { readAuthorisation, type AuthorisationFacts } from './read-authorisation';
import { AuthorisationView, Terms, authorisationLifecycle, type AuthorisationRecord } from './records';
import { answerDeadline } from './state';
import { checkTermsPossible, findOfferDenial, isDeliverable } from './terms';

/** Facts that the transaction reads. */
export interface RequestFacts extends OfferedFacts, StandingFacts, WithQuota {
  readonly existing: AuthorisationFacts | undefined;
  /** The authorisation that this one renews. */
  readonly renewed: Recorded<AuthorisationRecord> | undefined;
  /** The standing approvals that it names. */
  readonly backings: readonly Backing[];
  /** The places that it takes under those with a limit. */
  readonly places: readonly StandingPlace[];
}

const RequestInput = Closed({
  id: Id('aut'),
  listing: Id('lst'),
  version: Version,
  terms: Terms,
  renews: Type.Optional(Id('aut')),
  standing: Type.Optional(NamedStandings),
});

/** Requests the use of a listing version. It makes a PENDING stance of each organisation that must approve, or would have to at a higher grade. */
export const RequestAuthorisation = declareSubmit<RequestFacts>()({
  name: 'RequestAuthorisation',
  begins: true,
  noun: 'authorisation',
  verb: 'request',
  summary: 'Requests the use of one listing version, on terms.',
  address: [],
  input: RequestInput,
  output: AuthorisationView,
  readErrors: ['LISTING_NOT_FOUND'],
  read: async (reader, command, context) => {
    const { id, listing, version, renews } = command;
    const requested = await readRequested(reader, listing, version);
    return {
      ...requested,
      existing: (await reader.find(authorisationKeys.authorisation(id))) && (await readAuthorisation(reader, id)),
      renewed: renews === undefined ? undefined : await reader.find(authorisationKeys.authorisation(renews)),
      ...(await readNamed(reader, { requested, command, context })),
      quota: await readQuota(reader, 'request', context),
    };
  },
  relate: relateToListing,
  checks: {
    ...checkVisible(listing),
    NOT_PERMITTED: ({ actors }) => checkPermitted(authorisationLifecycle, 'request', actors),
    ALREADY_EXISTS: ({ facts, caller }) =>
      facts.existing &&
      (facts.existing.authorisation.buyer === caller.participantId
        ? { contentHash: hashWithoutTexts(toCommand(facts.existing.authorisation), ['terms', 'note']) }
        : {}),
    SELF_DEALING: ({ facts, caller }) => (isCaller(caller, facts.listing.provider) ? {} : undefined),
    AUTHORISATION_NOT_FOUND: (context) => checkRenewable(context),
    LISTING_NOT_OPEN: ({ facts, at }) => checkListed(facts, at),
    PROVIDER_NOT_ACTIVE: ({ facts }) => checkProviderActive(facts),
    CORE_DATA: ({ facts }) => checkNotCore(facts),
    RESOURCE_NOT_REGISTERED: ({ facts }) => checkResourceRegistered(facts),
    NOTHING_TO_DELIVER: ({ facts, command }) => (isDeliverable(facts.listing.content, command.terms) ? undefined : {}),
    TERMS_NOT_PERMITTED: (context) => checkTerms(context),
    STANDING_NOT_APPLICABLE: (context) => checkBackings(context),
    QUOTA_EXCEEDED: checkQuota,
  },
  effect: (context) => {
    const head = makeRequest(context);
    const { facts } = context;
    return {
      puts: [
        {
          key: authorisationKeys.authorisation(head.id),
          action: 'request',
          value: head,
          policy: { atLeast: 2, of: [facts.listing.mspId, head.buyerMspId, facts.exchange.operatorMspId] },
        },
        ...head.slots.map(({ slot, mspId }): Put => makePendingStance(makeStanceKey('authorisation', head.id, slot), 'request', mspId)),
        ...putStandingPlaces(facts.places, head),
        ...putQuota(context),
      ],
      indexes: [
        authorisationIndexes.authorisationsOfBuyer(head.buyer, head.id),
        authorisationIndexes.authorisationsOfProvider(head.provider, head.id),
        authorisationIndexes.authorisationsOfListing(head.listing, head.id),
      ],
      events: [{ type: 'AuthorisationRequested', id: head.id, listing: head.listing, version: head.version }],
    };
  },
  answer: ({ facts, at }) => viewAuthorisation(expectWritten(facts.existing), at),
  emits: ['AuthorisationRequested'],
});

interface Command {
  readonly id: string;
  readonly terms: Terms;
  readonly renews?: string;
  readonly standing?: NamedStandings;
}
type Request = Context<RequestFacts, Command>;

/** Returns the command that made a request. */
function toCommand({ id, listing, version, terms, renews, standing }: AuthorisationRecord): object {
  return { id, listing, version, terms, renews, standing };
}

interface Naming {
  readonly requested: OfferedFacts & StandingFacts;
  readonly command: Command;
  readonly context: CallContext;
}

/** Reads the standing approvals that a request names, and finds a place under each that has a limit. */
async function readNamed(
  reader: Reader,
  { requested: { listing, grade, exchange }, command: { terms, standing }, context }: Naming,
): Promise<Pick<RequestFacts, 'backings' | 'places'>> {
  const { participantId: buyer, mspId: buyerMspId } = context.caller;
  const head = { buyer, buyerMspId, terms, ...(standing && { standing }) };
  const approvers = listApprovers(listing, grade, exchange);
  const backings = await readBackings(reader, { head, isCountered: false, listing, grade, approvers, exchange });
  const places: StandingPlace[] = [];
  for (const named of backings) places.push(...(named.standing ? await findStandingPlace(reader, named.standing, context) : []));
  return { backings, places };
}

/** Fails if a standing approval that the request names does not cover it, and says which and why. */
function checkBackings({ facts: { backings, places }, caller }: Request): Details | undefined {
  const isOwn = ({ standing }: Backing) => standing !== undefined && isCaller(caller, standing.givenBy);
  const isFull = ({ id }: Backing) => places.some(({ standing, key }) => standing === id && key === undefined);
  const findReason = (backing: Backing) =>
    backing.gap ?? (isOwn(backing) ? 'given-by-buyer' : isFull(backing) ? 'limit-reached' : undefined);
  const lacking = backings.find((backing) => findReason(backing) !== undefined);
  return lacking && { slot: lacking.slot, standing: lacking.id, because: findReason(lacking) };
}

async function readRequested(reader: Reader, id: string, version: number): Promise<OfferedFacts & StandingFacts> {
  const offered = await readOffered(reader, id, version);
  return { ...offered, ...(await completeStanding(reader, offered)) };
}

function checkListed(facts: StandingFacts, at: string): Details | undefined {
  const state = stateOfListing(facts, at);
  return state === 'LISTED' ? undefined : { state };
}

/** Fails if a renewal names an authorisation that is not the caller's: one of another buyer looks absent. */
function checkRenewable({ facts: { renewed, listing }, command: { renews }, caller }: Request): Details | undefined {
  const isOwn = renewed !== undefined && isCaller(caller, renewed.buyer) && renewed.listing === listing.id;
  return renews === undefined || isOwn ? undefined : { renews };
}

function checkTerms({ facts, command: { terms }, caller, at }: Request): Details | undefined {
  const impossible = checkTermsPossible(terms, facts, at);
  if (impossible) return impossible;
  const because = findOfferDenial(facts.listing.content, terms, caller.participantId, at > terms.from ? at : terms.from);
  return because && { because };
}

function makeRequest({ facts: { listing, exchange }, command: { id, terms, renews, standing }, caller, at }: Request): AuthorisationRecord {
  return {
    id,
    listing: listing.id,
    version: listing.version,
    provider: listing.provider,
    buyer: caller.participantId,
    buyerMspId: caller.mspId,
    terms,
    ...(listing.contentHash && { contentHash: listing.contentHash }),
    slots: [
      { slot: 'provider', mspId: listing.mspId },
      { slot: 'operator', mspId: exchange.operatorMspId },
      { slot: 'authority', mspId: exchange.authorityMspId },
    ],
    requestedAt: at,
    answerBy: answerDeadline(exchange, at),
    round: 0,
    ...(renews !== undefined && { renews }),
    ...(standing && { standing }),
    state: 'REQUESTED',
  };
}
