import { grades, type Grade } from './records';

/** Returns the higher of two grades. */
export function pickHigherGrade(one: Grade, other: Grade): Grade {
  return grades.indexOf(one) > grades.indexOf(other) ? one : other;
}

/** Returns the epoch of a grade. A higher grade starts a new one, in which earlier approvals no longer suffice. */
export function getNextEpoch(before: { readonly grade: Grade; readonly epoch: number } | undefined, grade: Grade): number {
  if (!before) return 1;
  return pickHigherGrade(before.grade, grade) === before.grade ? before.epoch : before.epoch + 1;
}
