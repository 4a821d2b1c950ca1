import { readFileSync } from 'node:fs';
import { verifyPack, type PackReport } from '@databund/audit';
import { requireFile } from './local-paths';
import { explainEvidence } from './prove-object';
import type { Session } from './session';
import { escapeControls } from './cell-values';
import { formatRows } from './tables';
import { UsageError } from './usage-error';
import { readGiven, type VerifyOptions } from './verify-options';

const ofPacks: readonly string[] = ['roots', 'connection', 'cosigners'];

/** Verifies a file of `databund prove` and prints the report. Fails if anything is wrong. @throws UsageError */
export async function verifyPackFile(session: Session, path: string, options: VerifyOptions): Promise<void> {
  const foreign = Object.keys(options).find((name) => !ofPacks.includes(name));
  if (foreign !== undefined)
    throw new UsageError('OPTIONS_CONFLICT', `${path} and --${foreign}: only --roots or --connection, and --cosigners, go with a pack`);
  const { pinnedRoots } = readGiven(options);
  const bytes = readFileSync(requireFile(path));
  const demands = options.cosigners === undefined ? {} : { cosigners: readCount(options.cosigners) };
  const report = await explainEvidence(() => verifyPack(bytes, pinnedRoots, demands));
  if (!report.verified) session.fail();
  if (session.isJson) await session.print(report);
  else session.printText(describeReport(report, session));
}

function readCount(text: string): number {
  if (/^\d{1,3}$/.test(text)) return Number(text);
  throw new UsageError('OPTION_INVALID', `--cosigners: "${text}" is not a number of organisations`);
}

function describeReport({ claims, problems, verdict }: PackReport, { room }: Session): string {
  const rows = claims.map(({ claim, at = '', entry, range, ...said }) => ({
    claim,
    at,
    says: Object.values(said).map(String).join(' '),
    'checked by': `${entry}, bytes ${String(range.from)} to ${String(range.to)}`,
  }));
  const faults = problems.map(({ code, entry = 'manifest', range, details, claims: failing = [] }) => {
    const place = range ? ` (bytes ${String(range.from)} to ${String(range.to)})` : '';
    return escapeControls(`${code} in ${entry}${place}: ${details}. Fails: ${failing.join(', ') || 'no claim'}`);
  });
  return [formatRows(rows, room), ...faults, verdict].join('\n');
}
