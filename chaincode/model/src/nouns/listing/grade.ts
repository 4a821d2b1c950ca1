import { isSameHash } from '../../kernel/hash';
import { grades, type Grade, type GradeRecord, type ListingRecord } from './records';

/** The grade of a listing version, with the epoch that approvals must name. */
export interface CurrentGrade {
  readonly grade: Grade;
  readonly epoch: number;
}

/** The classification of a listing before the authority has decided. */
export const unclassified = { grade: 'general', epoch: 1, state: 'UNCLASSIFIED' } as const satisfies GradeRecord;

/**
 * Returns the grade of a version: the authority's word on exactly this content, else the higher of what the provider claims for it and the
 * listing's last classification.
 */
export function findGrade(
  { content, contentHash }: Pick<ListingRecord, 'content' | 'contentHash'>,
  classified: GradeRecord = unclassified,
): CurrentGrade {
  const { grade, epoch } = classified;
  const isJudged = classified.contentHash !== undefined && isSameHash(classified.contentHash, contentHash);
  return { grade: isJudged ? grade : pickHigherGrade(content.grade ?? 'general', grade), epoch };
}

/** Returns the epoch of a classification. A higher one starts a new epoch, in which earlier approvals no longer suffice. */
export function getNextEpoch(before: CurrentGrade, grade: Grade): number {
  return pickHigherGrade(before.grade, grade) === before.grade ? before.epoch : before.epoch + 1;
}

function pickHigherGrade(one: Grade, other: Grade): Grade {
  return grades.indexOf(one) > grades.indexOf(other) ? one : other;
}
