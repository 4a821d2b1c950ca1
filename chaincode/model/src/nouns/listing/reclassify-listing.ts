import { declareSubmit } from '../../kernel/declare';
import { Closed, Id, OneOf, Version } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { Reason } from '../../kernel/text';
import { makeChecks } from '../../kernel/transition';
import { getNextEpoch, unclassified } from './grade';
import { listingKeys } from './keys';
import { listing, viewStanding } from './listing';
import { checkNotProvider, checkSameContent, relateToListing } from './read-listing';
import { readStanding, type StandingFacts } from './read-state';
import { ListingStanding, grades } from './records';

export const ReclassifyListing = declareSubmit<StandingFacts>()({
  name: 'ReclassifyListing',
  endorsedBy: 'own',
  noun: 'listing',
  verb: 'reclassify',
  summary:
    'Sets the grade of the data for all versions, as the authority. A higher grade stops deliveries until every organisation has approved again.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, contentHash: Hash, grade: OneOf(...grades), reason: Reason }),
  output: ListingStanding,
  readErrors: ['LISTING_NOT_FOUND'],
  read: (reader, { id, version }) => readStanding(reader, id, version),
  relate: relateToListing,
  checks: makeChecks(listing, 'reclassify', {
    guard: ({ actors }) => checkNotProvider(actors),
    isCurrent: checkSameContent,
  }),
  effect: ({ facts: { classified = unclassified }, command: { id, version, contentHash, grade, reason } }) => ({
    puts: [
      {
        key: listingKeys.grade(id),
        action: 'reclassify',
        reason,
        value: { grade, epoch: getNextEpoch(classified, grade), contentHash, state: 'CLASSIFIED' as const },
      },
    ],
    events: [{ type: 'ListingReclassified', id, version }],
  }),
  answer: ({ facts, at }) => viewStanding(facts, at),
  emits: ['ListingReclassified'],
});
