import { Command, Option } from 'commander';
import { forgeryClasses } from './plot';
import { countRun, type AttackCounts } from './result';
import { runAttack, type AttackOptions, type AttackRun } from './run-attack';
import { parseWhole, runProgram } from '../support/program';

/** Attacks the exchange on a network, and prints how many forgeries were prevented and how many the audit found. */
async function main(): Promise<void> {
  const { json, ...options } = new Command('attack')
    .description('let every organisation and every pair of them forge each step of a story, on the devnet or on real Fabric')
    .option('--json', 'print one line of JSON at the end')
    .option('--count <n>', 'number of combinations to try; all by default', parseWhole)
    .option('--seed <n>', 'seed of the forgeries; the same seed tries the same combinations', parseWhole, 1)
    .option('--episode <text>', 'only the episodes whose titles contain this text')
    .addOption(
      new Option('--network <name>', 'the network to attack; real Fabric if FABRIC_BIN is set')
        .choices(['devnet', 'fabric'])
        .default(process.env['FABRIC_BIN'] === undefined ? 'devnet' : 'fabric'),
    )
    .parse()
    .opts<AttackOptions & { readonly json?: boolean }>();
  const run = await runAttack({ ...options, onProgress: (line) => process.stderr.write(`${line}\n`) });
  const { counts, failures } = countRun(run);
  const print = (text: string) => process.stdout.write(`${text}\n`);
  for (const [reason, count] of run.skipped) print(`skipped ${String(count).padStart(5)}  ${reason}`);
  for (const failure of failures) print(failure);
  if (json === true) print(JSON.stringify(counts));
  else printTable(run, counts, print);
  if (failures.length > 0) process.exitCode = 1;
}

function printTable({ attempts }: AttackRun, counts: AttackCounts, print: (text: string) => void): void {
  print(`${'class'.padEnd(24)}  forgeries  valid  effective`);
  for (const name of forgeryClasses) {
    const all = attempts.filter(({ forgery }) => forgery === name);
    const valid = all.filter(({ code }) => code === 'VALID');
    const effective = valid.filter(({ differing }) => differing.length > 0);
    const figures = [String(all.length).padStart(9), String(valid.length).padStart(5), String(effective.length).padStart(9)];
    print(`${name.padEnd(24)}  ${figures.join('  ')}`);
  }
  for (const [name, value] of Object.entries(counts)) print(`${name.padEnd(38)} ${String(value)}`);
}

runProgram(main);
