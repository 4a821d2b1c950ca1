import { verifyExchange, type ExchangeReport } from '@databund/audit';
import { nodePlatform, readBlockFolder, usePlatform } from '@databund/ledger-verifier';
import { TestError } from '../support/test-error';
import { runProgram } from '../support/program';

/** Code becomes fast only after some thousand transactions, as it does in the audit of a long ledger. */
const repeats = 15;
const memoryRepeats = 3;

/** Audits the blocks of a folder, and prints the time of the audit and that of its signatures alone. */
async function main([, , folder = '', threads = 'one']: readonly string[]): Promise<void> {
  const isParallel = threads === 'two';
  const signatures = await recordSignatures(folder);
  const [signaturesMs, auditMs]: [number[], number[]] = [[], []];
  for (let count = 0; count < repeats; count += 1) {
    signaturesMs.push(verifyAll(signatures));
    const startedMs = performance.now();
    await audit(folder, isParallel);
    auditMs.push(performance.now() - startedMs);
  }
  const measured = { signaturesMs: Math.min(...signaturesMs), auditMs: Math.min(...auditMs), ...(await measureMemory(folder, isParallel)) };
  process.stdout.write(`${JSON.stringify(measured)}\n`);
}

/** Measures memory apart from time, because a forced collection throws away code that the engine has made fast. */
async function measureMemory(folder: string, isParallel: boolean): Promise<{ readonly transactions: number; readonly heldBytes: number }> {
  let [transactions, heldBytes] = [0, 0];
  for (let count = 0; count < memoryRepeats; count += 1) {
    const before = countHeldBytes();
    ({ transactions } = await audit(folder, isParallel));
    heldBytes = Math.max(heldBytes, countHeldBytes() - before);
  }
  return { transactions, heldBytes };
}

async function audit(folder: string, isParallel: boolean): Promise<ExchangeReport> {
  const report = await verifyExchange(readBlockFolder(folder), { isParallel });
  if (!report.verified) throw new TestError('UNEXPECTED_ANSWER', `${report.verdict} ${JSON.stringify(report.problems.slice(0, 3))}`);
  return report;
}

function countHeldBytes(): number {
  global.gc?.();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}

/** Audits the blocks once, and returns a function for each signature that this verified, which verifies it again. */
async function recordSignatures(folder: string): Promise<readonly (() => boolean)[]> {
  const recorded: (() => boolean)[] = [];
  const { verifyBeside: _, ...platform } = nodePlatform;
  usePlatform({
    ...platform,
    verify: (...signed) => {
      recorded.push(() => platform.verify(...signed));
      return platform.verify(...signed);
    },
  });
  await verifyExchange(readBlockFolder(folder), { isParallel: false });
  usePlatform(nodePlatform);
  return recorded;
}

/** Returns the milliseconds that signatures take on one thread: no audit of them can be faster. */
function verifyAll(signatures: readonly (() => boolean)[]): number {
  const startedMs = performance.now();
  for (const verify of signatures) verify();
  return performance.now() - startedMs;
}

runProgram(() => main(process.argv));
