import { Type, type Static } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Line, OneOf, Reason } from '../../kernel/forms';
import { keys } from '../../kernel/keys';
import { forbids, lacks, type Lifecycle } from '../../kernel/lifecycle';
import type { Ledger, Reader } from '../../kernel/reader';
import { ViewOf, shown, type Recorded } from '../../kernel/record';
import { stale } from '../../kernel/revision';
import { declareEvaluate, declareSubmit, type Caller } from '../../kernel/transaction';
import { listingLife, type ListingPointer } from './records';
import { isHiddenFrom, judgesItsOwn, listingState, relateToListing, seeListing, seeNewest, seePointer, type SeenListing } from './seen';
import { Adcode, divisionsAround, normalAdcode } from './spatial';

/** Which listing is authoritative for a theme in an administrative division: one key, so there is one. */
export interface DesignationRecord {
  readonly theme: string;
  readonly adcode: string;
  readonly listing: string;
  readonly designatedBy: string;
  readonly state: 'DESIGNATED' | 'ENDED';
}

/** A designation as everybody sees it. */
export const DesignationView = ViewOf('Designation', {
  theme: Line(200),
  adcode: Adcode,
  listing: Id('lst'),
  designatedBy: Id('ptc'),
  state: OneOf('DESIGNATED', 'ENDED'),
});

/** The life of a designation. */
export const designationLife = {
  designate: { from: ['NONE', 'DESIGNATED', 'ENDED'], to: ['DESIGNATED'], by: ['authority'] },
  endDesignation: { from: ['DESIGNATED'], to: ['ENDED'], by: ['authority'] },
} as const satisfies Lifecycle<DesignationRecord['state']>;

/** What the transactions read. */
export interface SeenForDesignation extends SeenListing {
  /** The newest version that the caller may see. */
  readonly shown: SeenListing;
  readonly pointer: Recorded<ListingPointer>;
  readonly designation: Recorded<DesignationRecord> | undefined;
}

const SeenDesignation = Type.Integer({
  minimum: 1,
  maximum: Number.MAX_SAFE_INTEGER,
  description: 'The revision of the designation that you saw.',
});
const placeInput = { theme: Line(200), adcode: Adcode };
interface Place {
  readonly theme: string;
  readonly adcode: string;
}

/** Makes a listing the authoritative one for a theme and an administrative division, in place of the one before. */
export const DesignateListing = declareSubmit<SeenForDesignation>()({
  name: 'DesignateListing',
  noun: 'listing',
  verb: 'designate',
  summary:
    'Makes a listing the authoritative one for a theme and an administrative division; with the revision of the one before, in its place.',
  address: ['id'],
  input: Closed({ id: Id('lst'), ...placeInput, designation: Type.Optional(SeenDesignation) }),
  output: DesignationView,
  see: seeForDesignation,
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, caller }) => (isHiddenFrom(seen.shown, caller) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'designate', is),
    SELF_DEALING: ({ seen, is, caller }) => judgesItsOwn(is) ?? (seen.resource?.holder === caller.participantId ? {} : undefined),
    REVISION_CONFLICT: ({ seen, command }) => (seen.designation ? stale(seen.designation, command.designation ?? 0) : undefined),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'designate', listingState(seen), is),
    NOT_COVERED: ({ seen, command }) => notCovered(seen, command),
  },
  effect: ({ command: { id, theme, adcode }, caller }) => ({
    puts: [
      {
        key: keys.authoritative(theme, normalAdcode(adcode)),
        action: 'designate',
        value: { theme, adcode: normalAdcode(adcode), listing: id, designatedBy: caller.participantId, state: 'DESIGNATED' as const },
      },
    ],
    events: [{ type: 'ListingDesignated', id }],
  }),
  answer: ({ seen }) => view(seen.designation as Recorded<DesignationRecord>),
  emits: ['ListingDesignated'],
});

/** Ends a designation; the division around it is then the finest that has one. */
export const EndListingDesignation = declareSubmit<SeenForDesignation>()({
  name: 'EndListingDesignation',
  noun: 'listing',
  verb: 'endDesignation',
  summary: 'Ends a designation: the division around it is then the finest that has one.',
  address: ['id'],
  input: Closed({ id: Id('lst'), ...placeInput, designation: SeenDesignation, reason: Type.Optional(Reason) }),
  output: DesignationView,
  see: seeForDesignation,
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, caller }) => (isHiddenFrom(seen.shown, caller) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(designationLife, 'endDesignation', is),
    DESIGNATION_NOT_FOUND: ({ seen, command }) => (seen.designation?.listing === command.id ? undefined : {}),
    REVISION_CONFLICT: ({ seen, command }) => seen.designation && stale(seen.designation, command.designation),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(designationLife, 'endDesignation', seen.designation?.state ?? 'NONE', is),
  },
  effect: ({ seen: { designation }, command: { id, theme, adcode, reason } }) => ({
    puts: designation
      ? [
          {
            key: keys.authoritative(theme, normalAdcode(adcode)),
            action: 'endDesignation',
            reason,
            value: { ...designation, state: 'ENDED' as const },
          },
        ]
      : [],
    events: [{ type: 'ListingDesignationEnded', id }],
  }),
  answer: ({ seen }) => view(seen.designation as Recorded<DesignationRecord>),
  emits: ['ListingDesignationEnded'],
});

/** The authoritative listing for a theme where an administrative division lies: of the finest division that has one. */
export const GetAuthoritativeListing = declareEvaluate<Recorded<DesignationRecord> | undefined>()({
  name: 'GetAuthoritativeListing',
  noun: 'listing',
  verb: 'authoritative',
  summary: 'The authoritative listing for a theme where an administrative division lies: that of the finest division which has one.',
  address: [],
  input: Closed(placeInput),
  output: DesignationView,
  see: seeFinest,
  relate: () => [],
  checks: { DESIGNATION_NOT_FOUND: ({ seen }) => (seen ? undefined : {}) },
  answer: ({ seen }) => view(seen as Recorded<DesignationRecord>),
});

async function seeForDesignation(
  reader: Reader,
  { id, theme, adcode }: Place & { readonly id: string },
  { caller }: { readonly caller: Caller },
): Promise<SeenForDesignation> {
  const pointer = await seePointer(reader, id);
  return {
    ...(await seeListing(reader, id, pointer.live ?? pointer.newest)),
    pointer,
    shown: await seeNewest(reader, pointer, caller),
    designation: await reader.find(keys.authoritative(theme, normalAdcode(adcode))),
  };
}

/** A designation counts while its listing is listed, covers what it was given for, and the caller may see it. */
async function seeFinest(
  ledger: Ledger,
  { theme, adcode }: Place,
  { caller }: { readonly caller: Caller },
): Promise<Recorded<DesignationRecord> | undefined> {
  for (const division of divisionsAround(adcode)) {
    const designation = await ledger.find(keys.authoritative(theme, division));
    if (designation?.state === 'DESIGNATED' && (await isOpenTo(ledger, designation, caller))) return designation;
  }
  return undefined;
}

/** The version that is now listed may be about something else than the one that was designated. */
async function isOpenTo(ledger: Ledger, designation: DesignationRecord, caller: Caller): Promise<boolean> {
  const { live } = await seePointer(ledger, designation.listing);
  if (live === undefined) return false;
  const seen = await seeListing(ledger, designation.listing, live);
  return listingState(seen) === 'LISTED' && !isHiddenFrom(seen, caller) && !notCovered(seen, designation);
}

/** A listing is authoritative for a theme of its own, in a division that it covers. */
function notCovered({ listing: { content } }: SeenListing, { theme, adcode }: Place): Details | undefined {
  if (!(content.theme ?? []).includes(theme)) return { themes: content.theme ?? [] };
  const covered = content.spatial?.adcode;
  return covered !== undefined && divisionsAround(adcode).includes(normalAdcode(covered)) ? undefined : { adcode: covered ?? null };
}

function view(record: Recorded<DesignationRecord>): Static<typeof DesignationView> {
  const { theme, adcode, listing, designatedBy, state } = record;
  return { theme, adcode, listing, designatedBy, state, ...shown(record) };
}
