import type { StanceSlot } from '../../kernel/stance';
import type { Exchange } from '../exchange/records';
import { isPublic, isAuthorityNeeded } from '../listing/content';
import type { CurrentGrade } from '../listing/grade';
import type { ListingRecord } from '../listing/records';

/** An organisation that must approve a use. */
export interface Approver {
  readonly slot: StanceSlot;
  readonly mspId: string;
  /** Needed only because of the grade: if the grade is raised later, an ACTIVE use waits for the approval and stays ACTIVE. */
  readonly isByGrade?: true;
}

/** Returns the organisations that must approve the use of a listing version at its current grade. Only the listing and the exchange decide, never the authorisation. */
export function listApprovers(
  listing: Pick<ListingRecord, 'mspId' | 'content'> | undefined,
  grade: Pick<CurrentGrade, 'grade'> | undefined,
  { operatorMspId, authorityMspId }: Pick<Exchange, 'operatorMspId' | 'authorityMspId'>,
): readonly Approver[] {
  const always: readonly Approver[] = [
    { slot: 'provider', mspId: listing?.mspId ?? '' }, // Nobody can approve a version that does not exist.
    { slot: 'operator', mspId: operatorMspId },
  ];
  if (!listing || !isAuthorityNeeded(listing.content, grade?.grade)) return always;
  return [...always, { slot: 'authority', mspId: authorityMspId, ...(!isPublic(listing.content) && { isByGrade: true }) }];
}
