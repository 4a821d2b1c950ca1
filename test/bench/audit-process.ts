import { verifyExchange } from '@databund/audit';
import { BlockReader, readBlockFolder, readCreator, readEndorsers } from '@databund/ledger-verifier';
import { TestError } from '../support/test-error';
import { runProgram } from '../support/program';

const repeats = 5;

/** Audits the blocks of a folder, and prints the time of the audit and that of its signatures alone. */
async function main([, , folder = '', threads = 'one']: readonly string[]): Promise<void> {
  const isParallel = threads === 'two';
  const signaturesMs = [];
  const auditMs = [];
  let [transactions, heldBytes] = [0, 0];
  for (let count = 0; count < repeats; count += 1) {
    signaturesMs.push(verifySignatures(folder));
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

/** Returns the milliseconds that the signatures of all valid transactions take on one thread, without decoding them. */
function verifySignatures(folder: string): number {
  const reader = new BlockReader();
  const valid = [...readBlockFolder(folder)].flatMap((block) => reader.read(block).transactions);
  const startedMs = performance.now();
  for (const { transaction, config } of valid) {
    readCreator(transaction, config);
    readEndorsers(transaction, config);
  }
  return performance.now() - startedMs;
}

runProgram(() => main(process.argv));
