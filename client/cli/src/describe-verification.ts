import type { ExchangeReport, RecordChange } from '@databund/audit';
import { escapeControls } from './cell-values';
import { formatRows, type Room } from './tables';

/** A report, with the changes of some records if they are wanted. */
export interface ReportWithHistory extends ExchangeReport {
  readonly history?: readonly RecordChange[];
}

/** Returns a report on a ledger for a person: what was checked, each problem in one line, and the verdict as the last line. */
export function describeVerification(report: ReportWithHistory, room: Room): string {
  const checks = Object.entries(report.checked).map(([check, count]) => ({ check, count }));
  const invariants = report.invariants.map(({ number, name, exercised, violationCount }) => ({
    number,
    name,
    exercised,
    broken: violationCount,
  }));
  return [
    formatRows(checks, room),
    formatRows(invariants, room),
    ...(report.history ? [formatRows(report.history.map(describeChange), room)] : []),
    ...report.problems.map((problem) => escapeControls(describeProblem(problem))),
    ...(report.problemCount > report.problems.length ? [`and ${String(report.problemCount - report.problems.length)} more problems`] : []),
    ...report.notReplayed.map((reason) => escapeControls(`not replayed: ${reason}`)),
    report.verdict,
  ].join('\n');
}

/** Returns what a table shows of a change; `--json` shows all of it. */
function describeChange({ key, block, action, to, actor, reason }: RecordChange): object {
  return { key, block, action, to, actor, reason: reason ?? '' };
}

function describeProblem({ code, block, transaction, actor, key, details }: ExchangeReport['problems'][number]): string {
  const parts = [
    block >= 0 ? `block ${String(block)}` : 'the peer',
    ...(transaction ? [`transaction ${transaction}`] : []),
    ...(actor === undefined ? [] : [`by ${actor}`]),
    ...(key ? [`key ${key}`] : []),
  ];
  return `${code} in ${parts.join(', ')}${details === undefined ? '' : `: ${details}`}`;
}
