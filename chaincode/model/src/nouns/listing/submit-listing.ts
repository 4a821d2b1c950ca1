import type { Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { hashJson } from '../../kernel/hash';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { makePendingStance, makeStanceKey, type StanceRecord } from '../../kernel/stance';
import { declareTransition } from '../../kernel/transition';
import { exchangeKeys } from '../exchange/keys';
import type { Exchange } from '../exchange/records';
import type { PresetRecord } from '../exchange/sector-presets';
import { findMissing } from './content';
import { unclassified } from './grade';
import { listingKeys, makeVersionId } from './keys';
import { listing } from './listing';
import { readStanding, type StandingFacts } from './read-state';
import type { GradeRecord, ListingRecord } from './records';

/** A draft with the preset of its sector. */
export interface SubmissionFacts extends StandingFacts {
  readonly preset: Recorded<PresetRecord> | undefined;
}

/** Submits a draft. The first submission makes its stances and puts its head under a key policy. */
export const SubmitListing = declareTransition(listing, {
  name: 'SubmitListing',
  begins: true,
  action: 'submit',
  summary: 'Submits a draft to the operator and freezes its content by its hash.',
  event: 'ListingSubmitted',
  read: readSubmission,
  checks: {
    SECTOR_UNKNOWN: ({ facts }) => checkSector(facts),
    CONTENT_INCOMPLETE: ({ facts, at }) => checkComplete(facts, at),
  },
  head: ({ facts: { listing: draft, exchange } }) => ({
    ...draft,
    contentHash: hashJson(draft.content),
    judges: draft.judges ?? { operator: exchange.operatorMspId, authority: exchange.authorityMspId },
  }),
  policy: ({ facts: { listing: draft, exchange } }) =>
    draft.judges
      ? undefined
      : { atLeast: 2, of: [draft.mspId, exchange.operatorMspId, exchange.authorityMspId], always: exchange.operatorMspId },
  also: ({ facts: { listing: draft, classified, exchange } }) => ({
    puts: [...(draft.judges ? [] : makeStances(draft, exchange)), ...(classified ? [] : [putUnclassified(draft, exchange)])],
  }),
});

async function readSubmission(reader: Reader, command: { readonly id: string; readonly version: number }): Promise<SubmissionFacts> {
  const facts = await readStanding(reader, command.id, command.version);
  const { sector } = facts.listing.content;
  const classified = await reader.find(listingKeys.grade(command.id));
  return { ...facts, classified, preset: sector === undefined ? undefined : await reader.find(exchangeKeys.preset(sector)) };
}

function checkSector({ listing: { content }, preset }: SubmissionFacts): Details | undefined {
  return content.sector === undefined || preset ? undefined : { sector: content.sector };
}

function checkComplete({ listing: { content }, preset }: SubmissionFacts, at: string): Details | undefined {
  const missing = findMissing(content, at, preset?.requires);
  return missing.length > 0 ? { missing } : undefined;
}

/** Makes the classification of a listing, which only the authority changes. */
function putUnclassified({ id }: ListingRecord, { authorityMspId }: Exchange): Put<GradeRecord> {
  return { key: listingKeys.grade(id), action: 'submit', value: unclassified, policy: { atLeast: 1, of: [authorityMspId] } };
}

function makeStances({ id, version }: ListingRecord, { operatorMspId, authorityMspId }: Exchange): readonly Put<StanceRecord>[] {
  const make = (slot: 'operator' | 'authority', mspId: string) =>
    makePendingStance(makeStanceKey('listing', makeVersionId(id, version), slot), 'submit', mspId);
  return [make('operator', operatorMspId), make('authority', authorityMspId)];
}
