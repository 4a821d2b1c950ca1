import { Command } from 'commander';
import { parseWhole, printResult, runProgram } from '../support/program';
import { FaultedGateway } from './faulted-gateway';
import { killGateway } from './kill-gateway';
import { fillDisk, openMany, sendHuge, sendSlowly } from './strain-gateway';

interface FaultsOptions {
  readonly json?: boolean;
  readonly kills: number;
}

/** Kills and strains a gateway, and prints what was lost or done twice. */
async function main(): Promise<void> {
  const program = new Command('faults').description(
    'kill a gateway under load of idempotent writes, and send it slow, huge and many requests',
  );
  program
    .command('gateway')
    .option('--json', 'print one line of JSON at the end')
    .option('--kills <n>', 'number of kills', parseWhole, 200)
    .action(runFaults);
  await program.parseAsync();
}

async function runFaults({ json, kills }: FaultsOptions): Promise<void> {
  const gateway = await FaultedGateway.open({ DATABUND_BODY_SECONDS: '2' });
  try {
    const counts = await killGateway(gateway, kills, (count) => process.stderr.write(`kill ${String(count)} of ${String(kills)}\n`));
    const slow = await sendSlowly(gateway);
    const huge = await sendHuge(gateway);
    const many = await openMany(gateway);
    const fullDisk = (await fillDisk(gateway)) ?? 'skipped: mounting a small disk needs the rights of root';
    const result = { ...counts, slow, huge, many, fullDisk };
    printResult(result, json);
    if (counts.lost + counts.doubled > 0) process.exitCode = 1;
  } finally {
    await gateway.close();
  }
}

runProgram(main);
