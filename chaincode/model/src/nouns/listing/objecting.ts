import { Type } from '@sinclair/typebox';
import { Closed, Id, PageOf, Reason, Revision, Text, Version, pageInput, type Page } from '../../kernel/forms';
import { keys, objectionsTo } from '../../kernel/keys';
import { forbids, lacks, type Actor } from '../../kernel/lifecycle';
import { noPage, readPage } from '../../kernel/page';
import { shown, type Recorded } from '../../kernel/record';
import { stale } from '../../kernel/revision';
import { declareEvaluate, declareSubmit } from '../../kernel/transaction';
import { ListingStanding, ObjectionView, listingLife, type ObjectionRecord } from './records';
import { isHidden, isHiddenFrom, judgesItsOwn, listingState, relateToListing, seeListing, type SeenListing } from './seen';
import { standing } from './view';

/** What the transaction reads. */
export interface SeenWithObjection extends SeenListing {
  readonly objection: Recorded<ObjectionRecord> | undefined;
}

/** Objects to a listing under notice. Anyone may, once each; it is a record, and changes no state. */
export const ObjectToListing = declareSubmit<SeenWithObjection>()({
  name: 'ObjectToListing',
  noun: 'listing',
  verb: 'object',
  summary: 'Objects to a listing under notice: anyone may, once each.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, text: Text(4_000) }),
  output: ObjectionView,
  see: async (reader, { id, version }, { caller }) => ({
    ...(await seeListing(reader, id, version)),
    objection: await reader.find(keys.objection(id, version, caller.participantId)),
  }),
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    SELF_DEALING: ({ is }) => judgesItsOwn(is),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'object', is),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'object', listingState(seen), is),
    ALREADY_EXISTS: ({ seen }) => (seen.objection ? {} : undefined),
  },
  effect: ({ command: { id, version, text }, caller: { participantId: objector } }) => ({
    puts: [
      { key: keys.objection(id, version, objector), action: 'object', value: { id, version, objector, text, state: 'RAISED' as const } },
    ],
    events: [{ type: 'ListingObjected', id, version }],
  }),
  answer: ({ seen }) => viewObjection(seen.objection as Recorded<ObjectionRecord>),
  emits: ['ListingObjected'],
});

/** Sends a listing under notice back to review, for an objection that is right. */
export const UpholdListingObjection = declareSubmit<SeenWithObjection>()({
  name: 'UpholdListingObjection',
  noun: 'listing',
  verb: 'upholdObjection',
  summary: 'Sends a listing under notice back to review, for an objection that is right.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, revision: Revision, objector: Id('ptc'), reason: Type.Optional(Reason) }),
  output: ListingStanding,
  see: async (reader, { id, version, objector }) => ({
    ...(await seeListing(reader, id, version)),
    objection: await reader.find(keys.objection(id, version, objector)),
  }),
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'upholdObjection', is),
    OBJECTION_NOT_FOUND: ({ seen }) => (seen.objection ? undefined : {}),
    SELF_DEALING: ({ is, command, caller }) => judgesItsOwn(is) ?? (command.objector === caller.participantId ? {} : undefined),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen.listing, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'upholdObjection', listingState(seen), is),
  },
  effect: ({ seen: { listing }, command: { id, version, reason } }) => {
    // Its content may be another before it comes to notice again: until then nobody else reads it.
    const { approvedAt: _, ...withdrawn } = listing;
    return {
      puts: [
        { key: keys.listingVersion(id, version), action: 'upholdObjection', reason, value: { ...withdrawn, state: 'IN_REVIEW' as const } },
      ],
      events: [{ type: 'ListingObjectionUpheld', id, version }],
    };
  },
  answer: ({ seen }) => standing(seen),
  emits: ['ListingObjectionUpheld'],
});

/** What was objected to a listing version. */
export const ListObjections = declareEvaluate<SeenListing & { readonly objections: Page<Recorded<ObjectionRecord>> }>()({
  name: 'ListObjections',
  noun: 'listing',
  verb: 'objections',
  summary: 'What was objected to a listing version.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, ...pageInput }),
  output: PageOf(ObjectionView),
  see: async (ledger, { id, version, ...at }, { caller }) => {
    const seen = await seeListing(ledger, id, version);
    const read = (objector: string) => ledger.find(keys.objection(id, version, objector));
    return { ...seen, objections: isHiddenFrom(seen, caller) ? noPage : await readPage(ledger, objectionsTo(id, version), at, read) };
  },
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }: { readonly seen: SeenListing; readonly is: ReadonlySet<Actor> }) =>
      isHidden(seen, is) ? {} : undefined,
  },
  answer: ({ seen: { objections } }) => ({ ...objections, items: objections.items.map(viewObjection) }),
});

function viewObjection(record: Recorded<ObjectionRecord>) {
  const { id, version, objector, text } = record;
  return { id, version, objector, text, ...shown(record) };
}
