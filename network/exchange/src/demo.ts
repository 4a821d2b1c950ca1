import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Command } from 'commander';
import { readPinnedRoots, verifyExchange, type ExchangeReport } from '@databund/audit';
import { DemoEvidence } from './demo-evidence';
import { DemoStory } from './demo-story';
import { ExchangeStack } from './exchange-stack';
import { findPortBase } from './port-base';
import { printLine, runIfMain } from './run-command';

/** The command `demo`: plays one story on a real file in a temporary exchange, then verifies the ledger from its blocks. */
export function makeDemoCommand(): Command {
  return new Command('demo')
    .description('play a whole trade of one real file in a temporary exchange, then verify its ledger')
    .option('--fabric', 'run real Fabric, found in FABRIC_BIN or PATH, instead of the devnet')
    .option('--keep <folder>', 'also store the blocks and the root certificates there, as a ledger that later versions must still verify')
    .addHelpText('after', '\nExample:\n  npm run demo')
    .action(runDemo);
}

interface Flags {
  readonly fabric?: boolean;
  readonly keep?: string;
}

async function runDemo({ fabric = false, keep }: Flags): Promise<void> {
  const network = fabric ? 'fabric' : 'devnet';
  const data = mkdtempSync(join(tmpdir(), 'databund-demo-'));
  const portBase = await findPortBase();
  try {
    const stack = await ExchangeStack.start({ data, network, portBase, gatewayPort: 0, onStep: (text) => printLine(`- ${text}`) });
    try {
      await playStory(stack, data);
      if (keep !== undefined) await keepLedger(stack, keep);
    } finally {
      await stack.stop();
    }
  } finally {
    rmSync(data, { recursive: true, force: true });
  }
}

async function playStory(stack: ExchangeStack, data: string): Promise<void> {
  const outcome = await new DemoStory(stack, data).play();
  const report = await verifyLedger(stack);
  printReport(report);
  const { transactions, blocks, verified } = report;
  const { trade, ...counts } = outcome;
  const packs = await new DemoEvidence(stack.folder, data).show(trade);
  printLine(JSON.stringify({ ...counts, transactions, blocks, verified, packs }));
  if (!verified || !outcome.sameBytes) process.exitCode = 1;
}

/** Stores a ledger as `test/conformance/kept-ledgers.test.ts` reads it: each block after its length in four bytes, zipped. */
async function keepLedger(stack: ExchangeStack, folder: string): Promise<void> {
  const parts: Uint8Array[] = [];
  for await (const block of stack.folder.connectAs('auditor').blocks()) {
    const length = Buffer.alloc(4);
    length.writeUInt32BE(block.length);
    parts.push(length, block);
  }
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'blocks.gz'), gzipSync(Buffer.concat(parts)));
  writeFileSync(join(folder, 'roots.json'), `${JSON.stringify(readPinnedRoots(stack.folder.connectionPath), undefined, 2)}\n`);
}

function verifyLedger(stack: ExchangeStack): Promise<ExchangeReport> {
  return verifyExchange(stack.folder.connectAs('auditor').blocks(), { pinnedRoots: readPinnedRoots(stack.folder.connectionPath) });
}

function printReport({ blocks, checked, invariants, problems, notReplayed }: ExchangeReport): void {
  printLine(`The auditor verified ${String(blocks)} blocks: ${JSON.stringify(checked)}`);
  printLine(`The auditor also checked ${String(invariants.length)} invariants of the exchange.`);
  const violations = invariants.flatMap((invariant) => invariant.violations);
  for (const finding of [...problems, ...notReplayed, ...violations]) printLine(`  ${JSON.stringify(finding)}`);
}

runIfMain(module, makeDemoCommand);
