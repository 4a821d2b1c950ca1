import { BlockLedger, formatCsv, isOfParticipant, makeReport, type Report, type ReportKind } from '@databund/audit';
import { readBlockFolder } from '@databund/ledger-verifier';
import { requireParticipantId } from './check-options';
import { requireFolder } from './local-paths';
import type { Session } from './session';
import { UsageError } from './usage-error';

/** The options of `databund report`. */
export interface ReportOptions {
  readonly year?: string;
  readonly csv?: true;
  readonly at?: string;
  readonly slips: boolean;
  readonly fromBlocks?: string;
  readonly participant?: string;
}

/** Prints a report of the gateway, or makes the same one from blocks alone. @throws UsageError, DatabundError */
export async function printReport(session: Session, kind: ReportKind, options: ReportOptions): Promise<void> {
  const report = await findReport(session, kind, options);
  if (options.csv) session.out.write(formatCsv(report));
  else await session.print(report);
}

async function findReport(
  session: Session,
  kind: ReportKind,
  { year, at, slips, fromBlocks, participant }: ReportOptions,
): Promise<Report> {
  const given = { ...(year !== undefined && { year }) };
  if (fromBlocks === undefined) {
    const client = await session.connect();
    return client.report(kind, { ...given, ...(at !== undefined && { at }), ...(!slips && { slips: 'no' }) });
  }
  if (year !== undefined && !/^\d{4}$/.test(year)) throw new UsageError('OPTION_INVALID', `--year must be four digits: ${year}`);
  if (at !== undefined) throw new UsageError('OPTIONS_CONFLICT', '--at is for reports of the gateway: give fewer blocks instead');
  const own = isOfParticipant(kind) ? await chooseParticipant(session, participant) : '';
  const blocks = fromBlocks === 'gateway' ? (await session.connect()).blocks() : readBlockFolder(requireFolder(fromBlocks));
  return makeReport(await BlockLedger.read(blocks), { kind, ...given, participant: own });
}

async function chooseParticipant(session: Session, given: string | undefined): Promise<string> {
  const participant = given ?? (await session.getParticipant());
  if (participant === undefined) throw new UsageError('OPTION_INVALID', 'the profile names no participant: give --participant');
  requireParticipantId('--participant', participant);
  return participant;
}
