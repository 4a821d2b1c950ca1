import { existsSync, writeFileSync } from 'node:fs';
import { Type } from '@sinclair/typebox';
import { compareCheckpoints, formatKept, parseKept, readAnswer, type CheckpointReport, type KeptCheckpoint } from '@databund/audit';
import type { Databund } from '@databund/client';
import { listErrors } from '@databund/model';
import { readText } from './local-paths';
import { explainEvidence } from './prove-object';
import type { Session } from './session';
import { escapeControls } from './cell-values';
import { UsageError } from './usage-error';
import { readGiven, type VerifyOptions } from './verify-options';

/** The options of `databund checkpoint`. */
export interface CheckpointOptions extends Pick<VerifyOptions, 'connection' | 'roots'> {
  readonly to?: string;
  readonly since?: string;
  readonly newer?: string;
}

/** Reads, keeps and compares checkpoints. Fails if the past was rewritten. @throws UsageError, DatabundError */
export async function compareCheckpoint(session: Session, options: CheckpointOptions): Promise<void> {
  const { to, since, newer } = options;
  if (newer !== undefined && since === undefined) throw new UsageError('OPTIONS_CONFLICT', '--newer: give --since too');
  if (to !== undefined && existsSync(to)) throw new UsageError('FILE_EXISTS', `${to} exists: name another file with --to`);
  const { pinnedRoots } = readGiven({
    ...(options.connection && { connection: options.connection }),
    ...(options.roots && { roots: options.roots }),
  });
  await explainEvidence(async () => {
    const old = since === undefined ? undefined : parseKept(readText(since));
    const newest = newer === undefined ? await fetchCheckpoint(await session.connect(), old) : parseKept(readText(newer));
    if (to !== undefined) writeFileSync(to, formatKept(newest));
    const report = compareCheckpoints(old ?? newest, newest, pinnedRoots);
    if (!report.verified) session.fail();
    if (session.isJson) await session.print(report);
    else session.printText(describeReport(report, old !== undefined));
  });
}

const Signed = Type.Object({ cosignatures: Type.Array(Type.Object({ mspId: Type.String(), certificate: Type.String() })) });

/** Fetches the newest checkpoint, with the proof from an older one if the ledger has so many transactions. */
async function fetchCheckpoint(databund: Databund, old: KeptCheckpoint | undefined): Promise<KeptCheckpoint> {
  const newest = await databund.readCheckpoint();
  const { size } = (old ? readAnswer(old.answer) : readAnswer(newest)).checkpoint;
  const isLonger = old !== undefined && readAnswer(newest).checkpoint.size >= size;
  const answer = isLonger ? await databund.readCheckpoint({ from: size }) : newest;
  const signed = await databund.readCosignatures(readAnswer(answer).note.text);
  if (!isSigned(signed)) return { answer, certificates: {} };
  return { answer, certificates: Object.fromEntries(signed.cosignatures.map(({ mspId, certificate }) => [mspId, certificate])) };
}

function isSigned(value: unknown): value is { readonly cosignatures: readonly { readonly mspId: string; readonly certificate: string }[] } {
  return listErrors(Signed, value).length === 0;
}

function describeReport({ verified, origin, pinned, old, newer, problems }: CheckpointReport, isCompared: boolean): string {
  const signers = newer.signers.join(', ') || 'nobody whose certificate is known';
  const faults = problems.map(({ code, details }) => escapeControls(`${code}: ${details}.`));
  const since = isCompared ? ` It begins with the ${String(old.size)} transactions of the kept checkpoint.` : '';
  const trust = pinned ? 'The roots are those that the reader trusts.' : 'No roots were given, so the certificates were believed.';
  const what = `checkpoint of ${origin} over ${String(newer.size)} transactions, signed by ${signers}`;
  return [...faults, verified ? `VERIFIED: ${what}.${since} ${trust}` : `NOT VERIFIED: ${what}.`].join('\n');
}
