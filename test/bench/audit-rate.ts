import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { writeBlock } from '@databund/ledger-verifier';
import { listErrors } from '@databund/model';
import { Lane } from '../invariants/lane';
import { makePlan } from '../invariants/plan';
import { readBlocks } from '../invariants/read-blocks';
import { Society } from '../invariants/society';
import { Tally } from '../invariants/tally';
import { openNetwork } from '../support/open-network';
import { TestError } from '../support/test-error';

/** Rates of a whole audit divided by the bound of its signatures alone, on one core and on two. */
export interface AuditRates {
  readonly oneCore: number;
  readonly twoCores: number;
  readonly transactions: number;
  /** Transactions a second of the whole audit. */
  readonly auditedPerSecond: { readonly oneCore: number; readonly twoCores: number };
  /** Transactions a second of the signatures alone, on one core. */
  readonly signedPerSecond: number;
  /** Bytes of heap that the audit still held at its end, for each transaction. */
  readonly heldBytesPerTransaction: number;
}

const MeasuredForm = Type.Object({
  transactions: Type.Number(),
  signaturesMs: Type.Number(),
  auditMs: Type.Number(),
  heldBytes: Type.Number(),
});
type Measured = Static<typeof MeasuredForm>;

const lanes = 8;

/** Runs random stories on the devnet, and measures the audit of their blocks in processes of one and of two threads. */
export async function measureAudit({ steps, seed }: { readonly steps: number; readonly seed: number }): Promise<AuditRates> {
  const folder = mkdtempSync(join(tmpdir(), 'databund-audit-'));
  try {
    await writeStories(folder, { steps, seed });
    const [one, two] = [runAudit(folder, 'one'), runAudit(folder, 'two')];
    const { transactions, signaturesMs } = one;
    return {
      oneCore: round(signaturesMs / one.auditMs),
      twoCores: round(two.signaturesMs / 2 / two.auditMs),
      transactions,
      auditedPerSecond: {
        oneCore: Math.round((transactions * 1_000) / one.auditMs),
        twoCores: Math.round((transactions * 1_000) / two.auditMs),
      },
      signedPerSecond: Math.round((transactions * 1_000) / signaturesMs),
      heldBytesPerTransaction: Math.round(one.heldBytes / transactions),
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeStories(folder: string, { steps, seed }: { readonly steps: number; readonly seed: number }): Promise<void> {
  const society = await Society.found((founding) => openNetwork({ chaincode: 'databund', founding, batchTimeoutMs: 20 }));
  try {
    const tally = new Tally();
    const plan = makePlan(seed, { steps, lanes });
    const { cast } = society;
    await Promise.all(plan.map((decisions, number) => new Lane({ number, lanes, ground: society, cast, tally }).walk(decisions)));
    for (const [number, block] of (await readBlocks(society.network)).entries()) writeBlock(folder, number, block);
  } finally {
    await society.close();
  }
}

/** Measures in a process of its own: with one thread, or with one more for the replay and one for signatures. @throws TestError NOT_MEASURED */
function runAudit(folder: string, threads: 'one' | 'two'): Measured {
  const script = join(__dirname, 'audit-process.js');
  const env = { ...process.env, UV_THREADPOOL_SIZE: '1' };
  const { stdout, stderr } = spawnSync(process.execPath, ['--expose-gc', script, folder, threads], { env, encoding: 'utf8' });
  const measured = parse(stdout);
  if (!measured) throw new TestError('NOT_MEASURED', `The audit of ${folder} printed no figures: ${stderr}`);
  return measured;
}

function parse(text: string): Measured | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isMeasured(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isMeasured(value: unknown): value is Measured {
  return listErrors(MeasuredForm, value).length === 0;
}

function round(ratio: number): number {
  return Math.round(ratio * 1_000) / 1_000;
}
