import { verifyExchange } from '@databund/audit';
import { nodePlatform, readBlockFolder, usePlatform } from '@databund/ledger-verifier';
import { TestError } from '../support/test-error';
import { runProgram } from '../support/program';

/** Code becomes fast only after some thousand transactions, as it does in the audit of a long ledger. */
const repeats = 15;

/** Audits the blocks of a folder, and prints the time of the audit and that of its signatures alone. */
async function main([, , folder = '', threads = 'one']: readonly string[]): Promise<void> {
  const isParallel = threads === 'two';
  const signatures = await recordSignatures(folder);
  const signaturesMs = [];
  const auditMs = [];
  let [transactions, heldBytes] = [0, 0];
  for (let count = 0; count < repeats; count += 1) {
    signaturesMs.push(verifyAll(signatures));
    global.gc?.();
    const before = process.memoryUsage();
    const startedMs = performance.now();
    const report = await verifyExchange(readBlockFolder(folder), { isParallel });
    auditMs.push(performance.now() - startedMs);
    if (!report.verified) throw new TestError('UNEXPECTED_ANSWER', `${report.verdict} ${JSON.stringify(report.problems.slice(0, 3))}`);
    transactions = report.transactions;
    global.gc?.();
    heldBytes = Math.max(
      heldBytes,
      process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers - before.heapUsed - before.arrayBuffers,
    );
  }
  const figures = { transactions, signaturesMs: Math.min(...signaturesMs), auditMs: Math.min(...auditMs), heldBytes };
  process.stdout.write(`${JSON.stringify(figures)}\n`);
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
