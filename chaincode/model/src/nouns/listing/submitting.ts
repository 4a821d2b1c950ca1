import type { Details } from '../../kernel/error-table';
import { Closed, Id, Revision, Version } from '../../kernel/forms';
import { hashJson } from '../../kernel/hash';
import { keys, versionId } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import type { Exchange } from '../exchange/records';
import type { Recorded } from '../../kernel/record';
import type { Reader } from '../../kernel/reader';
import { stale } from '../../kernel/revision';
import { declareSubmit, type Put } from '../../kernel/transaction';
import type { PresetRecord } from '../exchange/sector-presets';
import type { StanceRecord } from '../../kernel/stance';
import { missingIn } from './content';
import { higher, nextEpoch } from './grading';
import { ListingStanding, listingLife, type GradeRecord, type ListingRecord } from './records';
import { isHidden, listingState, relateToListing, seeForAuthoring, type SeenForAuthoring } from './seen';
import { standing } from './view';

/** What the transaction reads. */
export interface SeenForSubmission extends SeenForAuthoring {
  readonly preset: Recorded<PresetRecord> | undefined;
}

/** Freezes a draft’s content by its hash and puts it before the operator. The first time, its stances are made and its head is guarded. */
export const SubmitListing = declareSubmit<SeenForSubmission>()({
  name: 'SubmitListing',
  noun: 'listing',
  verb: 'submit',
  summary: 'Freezes a draft’s content by its hash and puts it before the operator.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, revision: Revision }),
  output: ListingStanding,
  see: seeForSubmission,
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'submit', is),
    REVISION_CONFLICT: ({ seen, command }) => stale(seen.listing, command.revision),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'submit', listingState(seen), is),
    SECTOR_UNKNOWN: ({ seen }) => unknownSector(seen),
    CONTENT_INCOMPLETE: ({ seen, at }) => incomplete(seen, at),
  },
  effect: ({ seen: { listing, grade, exchange } }) => ({
    puts: [
      submitted(listing, exchange),
      ...(listing.judges ? [] : stancesOf(listing, exchange)),
      ...claimedGrade(listing, grade, exchange),
    ],
    events: [{ type: 'ListingSubmitted', id: listing.id, version: listing.version }],
  }),
  answer: ({ seen }) => standing(seen),
  emits: ['ListingSubmitted'],
});

async function seeForSubmission(reader: Reader, command: { id: string; version: number }): Promise<SeenForSubmission> {
  const seen = await seeForAuthoring(reader, command);
  const { sector } = seen.listing.content;
  return { ...seen, preset: sector === undefined ? undefined : await reader.find(keys.preset(sector)) };
}

function unknownSector({ listing, preset }: SeenForSubmission): Details | undefined {
  const { sector } = listing.content;
  return sector === undefined || preset ? undefined : { sector };
}

function incomplete({ listing, preset }: SeenForSubmission, at: string): Details | undefined {
  const missing = missingIn(listing.content, at, preset?.requires);
  return missing.length > 0 ? { missing } : undefined;
}

function submitted(listing: Recorded<ListingRecord>, { operatorMspId, authorityMspId }: Exchange): Put<ListingRecord> {
  const value: ListingRecord = {
    ...listing,
    state: 'IN_REVIEW',
    contentHash: hashJson(listing.content),
    judges: listing.judges ?? { operator: operatorMspId, authority: authorityMspId },
  };
  const put: Put<ListingRecord> = { key: keys.listingVersion(listing.id, listing.version), action: 'submit', value };
  return listing.judges ? put : { ...put, policy: { atLeast: 2, of: [listing.mspId, operatorMspId, authorityMspId] } };
}

/** The provider’s claim is the grade; what the authority classified it may raise, and never lower. Only what changed is written again. */
function claimedGrade(
  { id, version, content }: ListingRecord,
  before: GradeRecord | undefined,
  { authorityMspId }: Exchange,
): readonly Put<GradeRecord>[] {
  const claim = content.grade ?? 'general';
  const grade = before?.state === 'CLASSIFIED' ? higher(before.grade, claim) : claim;
  if (before?.grade === grade) return [];
  const put: Put<GradeRecord> = {
    key: keys.grade(id, version),
    action: 'submit',
    value: { grade, epoch: nextEpoch(before, grade), state: before?.state ?? 'CLAIMED' },
  };
  return [before ? put : { ...put, policy: { atLeast: 1, of: [authorityMspId] } }];
}

function stancesOf({ id, version }: ListingRecord, { operatorMspId, authorityMspId }: Exchange): readonly Put<StanceRecord>[] {
  const pending = (slot: 'operator' | 'authority', mspId: string): Put<StanceRecord> => ({
    key: keys.stance('listing', versionId(id, version), slot),
    action: 'submit',
    value: { mspId, state: 'PENDING' },
    policy: { atLeast: 1, of: [mspId] },
  });
  return [pending('operator', operatorMspId), pending('authority', authorityMspId)];
}
