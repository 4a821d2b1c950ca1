import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { readPinnedRoots, verifyExchange, type ExchangeReport } from '@databund/audit';
import { DemoStory } from './demo-story';
import { ExchangeStack } from './exchange-stack';
import { findPortBase } from './port-base';
import { printLine, runIfMain } from './run-command';

/** The command `demo`: plays one story on a real file in a temporary exchange, then verifies the ledger from its blocks. */
export function makeDemoCommand(): Command {
  return new Command('demo')
    .description('play a whole trade of one real file in a temporary exchange, then verify its ledger')
    .option('--fabric', 'run real Fabric, found in FABRIC_BIN or PATH, instead of the devnet')
    .action(({ fabric }: { readonly fabric?: boolean }) => runDemo(fabric === true ? 'fabric' : 'devnet'));
}

async function runDemo(network: 'devnet' | 'fabric'): Promise<void> {
  const data = mkdtempSync(join(tmpdir(), 'databund-demo-'));
  const portBase = await findPortBase();
  try {
    const stack = await ExchangeStack.start({ data, network, portBase, gatewayPort: 0, onStep: (text) => printLine(`- ${text}`) });
    try {
      await playStory(stack, data);
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
  printLine(JSON.stringify({ ...outcome, transactions, blocks, verified }));
  if (!verified || !outcome.sameBytes) process.exitCode = 1;
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
