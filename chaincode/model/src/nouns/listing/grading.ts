import { Closed, Id, OneOf, Reason, Version } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { keys } from '../../kernel/keys';
import { forbids, lacks } from '../../kernel/lifecycle';
import { declareSubmit } from '../../kernel/transaction';
import { ListingStanding, grades, listingLife, type Grade } from './records';
import { isHidden, judgesItsOwn, listingState, otherContent, relateToListing, seeListing, type SeenListing } from './seen';
import { standing } from './view';

/** The authority says what grade the data have. A higher one stops deliveries until every organisation has approved again. */
export const ReclassifyListing = declareSubmit<SeenListing>()({
  name: 'ReclassifyListing',
  noun: 'listing',
  verb: 'reclassify',
  summary: 'The authority says what grade the data have; a higher one stops deliveries until every organisation has approved again.',
  address: ['id', 'version'],
  input: Closed({ id: Id('lst'), version: Version, contentHash: Hash, grade: OneOf(...grades), reason: Reason }),
  output: ListingStanding,
  see: (reader, { id, version }) => seeListing(reader, id, version),
  relate: relateToListing,
  checks: {
    LISTING_NOT_FOUND: ({ seen, is }) => (isHidden(seen, is) ? {} : undefined),
    NOT_PERMITTED: ({ is }) => lacks(listingLife, 'reclassify', is),
    SELF_DEALING: ({ is }) => judgesItsOwn(is),
    REVISION_CONFLICT: ({ seen, command }) => otherContent(seen, command.contentHash),
    ACTION_NOT_ALLOWED: ({ seen, is }) => forbids(listingLife, 'reclassify', listingState(seen), is),
  },
  effect: ({ seen: { grade }, command: { id, version, grade: given, reason } }) => ({
    puts: [
      {
        key: keys.grade(id, version),
        action: 'reclassify',
        reason,
        value: { grade: given, epoch: nextEpoch(grade, given), state: 'CLASSIFIED' as const },
      },
    ],
    events: [{ type: 'ListingReclassified', id, version }],
  }),
  answer: ({ seen }) => standing(seen),
  emits: ['ListingReclassified'],
});

/** The higher of two grades. */
export function higher(one: Grade, other: Grade): Grade {
  return grades.indexOf(one) > grades.indexOf(other) ? one : other;
}

/** A higher grade is another epoch; approvals of the one before are no longer enough. */
export function nextEpoch(before: { readonly grade: Grade; readonly epoch: number } | undefined, grade: Grade): number {
  if (!before) return 1;
  return higher(before.grade, grade) === before.grade ? before.epoch : before.epoch + 1;
}
