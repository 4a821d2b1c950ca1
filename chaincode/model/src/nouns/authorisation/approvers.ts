import type { Exchange } from '../exchange/records';
import { isPublic, needsAuthority } from '../listing/content';
import type { GradeRecord, ListingRecord } from '../listing/records';
import type { StanceSlot } from '../../kernel/stance';

/** An organisation whose approval a use needs. */
export interface Approver {
  readonly slot: StanceSlot;
  readonly mspId: string;
  /** Only the grade asks for it: what was begun before the grade was raised waits for it, and stays ACTIVE. */
  readonly isByGrade?: true;
}

/** Who must approve the use of a listing version, as it is graded now. It follows from the listing and the exchange, never from what an authorisation says of itself. */
export function approversOf(
  listing: Pick<ListingRecord, 'mspId' | 'content'> | undefined,
  grade: Pick<GradeRecord, 'grade'> | undefined,
  { operatorMspId, authorityMspId }: Pick<Exchange, 'operatorMspId' | 'authorityMspId'>,
): readonly Approver[] {
  const always: readonly Approver[] = [
    { slot: 'provider', mspId: listing?.mspId ?? '' }, // A version that is not there is nobody’s to approve.
    { slot: 'operator', mspId: operatorMspId },
  ];
  if (!listing || !needsAuthority(listing.content, grade?.grade)) return always;
  return [...always, { slot: 'authority', mspId: authorityMspId, ...(!isPublic(listing.content) && { isByGrade: true }) }];
}
