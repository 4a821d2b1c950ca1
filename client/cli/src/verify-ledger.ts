import { existsSync } from 'node:fs';
import { RecordHistory, verifyExchange } from '@databund/audit';
import { readBlockFolder, writeBlock, type Progress } from '@databund/ledger-verifier';
import { makeFolder, requireFolder } from './local-paths';
import { describeVerification, type ReportWithHistory } from './describe-verification';
import type { Session } from './session';
import { UsageError } from './usage-error';
import { VerifiedBlocks } from './verified-blocks';
import { readGiven, readHistoryTypes, requireOne, type VerifyOptions } from './verify-options';

/** Verifies the ledger from its blocks and prints the report. Fails if anything is wrong. @throws UsageError, DatabundError */
export async function verifyLedger(session: Session, options: VerifyOptions): Promise<void> {
  requireOne({ blocks: options.blocks, save: options.save });
  const given = readGiven(options);
  if (!given.pinnedRoots)
    session.note('No root certificates are pinned (--connection, --roots): those of block 0 are trusted without a check.');
  const verified = options.resume === undefined ? undefined : new VerifiedBlocks(options.resume);
  const history = options.history === undefined ? undefined : new RecordHistory(readHistoryTypes(options.history));
  const report = await verifyExchange(followBlocks(openBlocks(session, options), { verified, history }), {
    ...given,
    verifiedBlocks: countVerified(verified, options),
    progress: (found) => {
      if (found.problemCount === 0) verified?.remember(found.blocks);
      showProgress(session, found);
    },
  });
  session.progress?.write('\n');
  if (report.verified) verified?.finish();
  else session.fail();
  await printReport(session, history ? { ...report, history: history.changes } : report, options);
}

type Source = AsyncIterable<Uint8Array> | Iterable<Uint8Array>;

/** Readers of the blocks as they pass. */
interface Followers {
  readonly verified: VerifiedBlocks | undefined;
  readonly history: RecordHistory | undefined;
}

function followBlocks(blocks: Source, { verified, history }: Followers): Source {
  const remembered = verified?.follow(blocks) ?? blocks;
  return history?.follow(remembered) ?? remembered;
}

/** Returns how many of the saved blocks an earlier run verified. */
function countVerified(verified: VerifiedBlocks | undefined, { blocks, save }: VerifyOptions): number {
  return verified?.countVerified(readIfSaved(blocks ?? save)) ?? 0;
}

function openBlocks(session: Session, { blocks: folder, save, resume }: VerifyOptions): Source {
  return folder === undefined ? fetchBlocks(session, save, resume !== undefined) : readSaved(folder);
}

function showProgress({ progress }: Session, { blocks, transactions, problemCount }: Progress): void {
  progress?.write(`\r${String(blocks)} blocks, ${String(transactions)} transactions, ${String(problemCount)} problems`);
}

async function printReport(session: Session, report: ReportWithHistory, { printNetwork = false }: VerifyOptions): Promise<void> {
  if (printNetwork) {
    session.note(report.verdict);
    session.printText(JSON.stringify(report.network, null, session.isJson ? 0 : 2));
  } else if (session.isJson) await session.print(report);
  else session.printText(describeVerification(report, session.room));
}

/** Fetches the blocks; if it resumes, only those that the folder does not have. */
async function* fetchBlocks(session: Session, folder: string | undefined, isResumed: boolean): AsyncGenerator<Uint8Array> {
  if (folder !== undefined) makeFolder(folder);
  let number = 0;
  for (const block of isResumed ? readIfSaved(folder) : []) {
    number += 1;
    yield block;
  }
  for await (const block of (await session.connect()).blocks(number)) {
    if (folder !== undefined) writeBlock(folder, number, block);
    number += 1;
    yield block;
  }
}

function* readIfSaved(folder: string | undefined): Generator<Uint8Array> {
  if (folder !== undefined && existsSync(folder)) yield* readBlockFolder(requireFolder(folder));
}

function readSaved(folder: string): Iterable<Uint8Array> {
  const isEmpty = readBlockFolder(requireFolder(folder)).next().done === true;
  if (isEmpty) throw new UsageError('FOLDER_INVALID', `${folder} holds no blocks: it has no file such as 0000000000.block`);
  return readBlockFolder(folder);
}
