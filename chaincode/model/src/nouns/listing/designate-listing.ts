import { Type, type Static } from '@sinclair/typebox';
import { Adcode, listDivisions, normalizeAdcode } from '../../kernel/adcode';
import { checkRevision } from '../../kernel/check-revision';
import { declareEvaluate, declareSubmit, isCaller, type CallContext } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Name } from '../../kernel/forms';
import { checkAllowed, checkPermitted, noState } from '../../kernel/lifecycle';
import { expectWritten, type Ledger, type Reader } from '../../kernel/reader';
import { showChange, type Recorded } from '../../kernel/record';
import { getChangeTime } from '../../kernel/time';
import { optionalReason } from '../../kernel/transition';
import { findListed } from './find-listed';
import { listingKeys } from './keys';
import { checkNotProvider, isListingHiddenFrom, readNewest, readPointer, relateToListing, type ListingFacts } from './read-listing';
import { readStanding, type StandingFacts } from './read-state';
import { DesignationView, designationLifecycle, listingLifecycle, type DesignationRecord } from './records';
import { stateOfListing } from './state';

/** Facts that the transactions read: the listed version, the newest that the caller may see, and the designation of the place. */
export interface DesignationFacts extends StandingFacts {
  readonly visible: ListingFacts;
  readonly designation: Recorded<DesignationRecord> | undefined;
}

const DesignationRevision = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The revision of the designation that you read.',
});
const placeInput = { theme: Name(200), adcode: Adcode };
interface Place {
  readonly theme: string;
  readonly adcode: string;
}

export const DesignateListing = declareSubmit<DesignationFacts>()({
  name: 'DesignateListing',
  noun: 'listing',
  verb: 'designate',
  summary:
    'Makes a listing the authoritative one for a theme in an administrative division. To replace another, give the revision of its designation.',
  address: ['id'],
  input: Closed({ id: Id('lst'), ...placeInput, designation: Type.Optional(DesignationRevision) }),
  output: DesignationView,
  readErrors: ['LISTING_NOT_FOUND'],
  read: readDesignation,
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ facts, caller }) => (isListingHiddenFrom(facts.visible, caller) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(listingLifecycle, 'designate', actors),
    SELF_DEALING: ({ facts, actors, caller }) =>
      checkNotProvider(actors) ?? (facts.resource !== undefined && isCaller(caller, facts.resource.holder) ? {} : undefined),
    REVISION_CONFLICT: ({ facts, command }) => (facts.designation ? checkRevision(facts.designation, command.designation ?? 0) : undefined),
    ACTION_NOT_ALLOWED: ({ facts, actors, at }) => checkAllowed(listingLifecycle, 'designate', stateOfListing(facts, at), actors),
    NOT_COVERED: ({ facts, command }) => checkCovered(facts, command),
  },
  effect: ({ command: { id, theme, adcode }, caller }) => ({
    puts: [
      {
        key: makeKey({ theme, adcode }),
        action: 'designate',
        value: {
          theme,
          adcode: normalizeAdcode(adcode),
          listing: id,
          designatedBy: caller.participantId,
          state: 'DESIGNATED' as const,
        },
      },
    ],
    events: [{ type: 'ListingDesignated', id }],
  }),
  answer: ({ facts }) => viewDesignation(expectWritten(facts.designation)),
  emits: ['ListingDesignated'],
});

export const EndListingDesignation = declareSubmit<DesignationFacts>()({
  name: 'EndListingDesignation',
  noun: 'listing',
  verb: 'endDesignation',
  summary: 'Ends a designation. The next larger division that has one then counts.',
  address: ['id'],
  input: Closed({ id: Id('lst'), ...placeInput, designation: DesignationRevision, ...optionalReason }),
  output: DesignationView,
  readErrors: ['LISTING_NOT_FOUND'],
  read: readDesignation,
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ facts, caller }) => (isListingHiddenFrom(facts.visible, caller) ? {} : undefined),
    NOT_PERMITTED: ({ actors }) => checkPermitted(designationLifecycle, 'endDesignation', actors),
    DESIGNATION_NOT_FOUND: ({ facts, command }) => (facts.designation?.listing === command.id ? undefined : {}),
    REVISION_CONFLICT: ({ facts, command }) => facts.designation && checkRevision(facts.designation, command.designation),
    ACTION_NOT_ALLOWED: ({ facts, actors }) =>
      checkAllowed(designationLifecycle, 'endDesignation', facts.designation?.state ?? noState, actors),
  },
  effect: ({ facts: { designation }, command: { id, theme, adcode, reason } }) => ({
    puts: designation
      ? [{ key: makeKey({ theme, adcode }), action: 'endDesignation', reason, value: { ...designation, state: 'ENDED' as const } }]
      : [],
    events: [{ type: 'ListingDesignationEnded', id }],
  }),
  answer: ({ facts }) => viewDesignation(expectWritten(facts.designation)),
  emits: ['ListingDesignationEnded'],
});

/** Finds the authoritative listing for a theme at a place. */
export const GetAuthoritativeListing = declareEvaluate<Recorded<DesignationRecord> | undefined>()({
  name: 'GetAuthoritativeListing',
  noun: 'listing',
  verb: 'authoritative',
  summary:
    'Finds the authoritative listing for a theme in an administrative division: that of the smallest division around it which has one.',
  address: [],
  input: Closed(placeInput),
  output: DesignationView,
  readErrors: ['LISTING_NOT_FOUND'],
  read: findSmallest,
  checks: { DESIGNATION_NOT_FOUND: ({ facts }) => (facts ? undefined : {}) },
  answer: ({ facts }) => viewDesignation(expectWritten(facts)),
});

function makeKey({ theme, adcode }: Place) {
  return listingKeys.authoritative(theme, normalizeAdcode(adcode));
}

async function readDesignation(
  reader: Reader,
  { id, theme, adcode }: Place & { readonly id: string },
  { caller, time }: Pick<CallContext, 'caller' | 'time'>,
): Promise<DesignationFacts> {
  const pointer = await readPointer(reader, id);
  return {
    ...((await findListed(reader, pointer, time)) ?? (await readStanding(reader, id, pointer.newest))),
    visible: await readNewest(reader, pointer, caller),
    designation: await reader.find(makeKey({ theme, adcode })),
  };
}

/** A designation counts while its listing is listed, covers its theme and place, and is visible to the caller. */
async function findSmallest(
  ledger: Ledger,
  { theme, adcode }: Place,
  call: Pick<CallContext, 'caller' | 'time'>,
): Promise<Recorded<DesignationRecord> | undefined> {
  for (const division of listDivisions(adcode)) {
    const designation = await ledger.find(listingKeys.authoritative(theme, division));
    if (designation?.state === 'DESIGNATED' && (await isInForce(ledger, designation, call))) return designation;
  }
  return undefined;
}

/** The version listed now may be about something other than the one that was designated. */
async function isInForce(
  ledger: Ledger,
  designation: DesignationRecord,
  { caller, time }: Pick<CallContext, 'caller' | 'time'>,
): Promise<boolean> {
  const facts = await findListed(ledger, await readPointer(ledger, designation.listing), time);
  if (!facts || isListingHiddenFrom(facts, caller) || checkCovered(facts, designation)) return false;
  return stateOfListing(facts, getChangeTime(time, [facts.listing.change.at])) === 'LISTED';
}

/** Fails if a listing does not have a theme, or does not cover a division. */
function checkCovered({ listing: { content } }: ListingFacts, { theme, adcode }: Place): Details | undefined {
  if (!(content.theme ?? []).includes(theme)) return { themes: content.theme ?? [] };
  const covered = content.spatial?.adcode;
  return covered !== undefined && listDivisions(adcode).includes(normalizeAdcode(covered)) ? undefined : { adcode: covered ?? null };
}

function viewDesignation(record: Recorded<DesignationRecord>): Static<typeof DesignationView> {
  const { theme, adcode, listing, designatedBy, state } = record;
  return { theme, adcode, listing, designatedBy, state, ...showChange(record) };
}
