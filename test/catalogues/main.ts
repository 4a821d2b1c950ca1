import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command, Option } from 'commander';
import { countSecondRun } from './count-second-run';
import { largeFormats, type LargeFormat } from './large-source';
import { measureScale } from './measure-scale';
import { measureSource, type MeasuredSource } from './measure-source';
import { exportListings, findUnequal } from './round-trip';
import { listSources } from './sources';
import { TestError } from '../support/test-error';
import { ShapeValidator } from './validate-shapes';
import { parseWhole, runProgram } from '../support/program';
import { sharedFolder } from '../support/shared-data';

interface Options {
  readonly json?: boolean;
  readonly only?: string;
  readonly offline?: boolean;
  readonly scale?: boolean;
  readonly format: LargeFormat;
  readonly planned: number;
  readonly synced: number;
}

/** Reads every catalogue, checks that nothing is lost, exports and imports all of it, and prints the figures. */
async function main(): Promise<void> {
  const program = new Command('catalogues').description('reads the shared catalogues, and checks that nothing is lost or changed silently');
  program
    .option('--json', 'print one line of JSON')
    .option('--only <text>', 'only sources whose name contains this text')
    .option('--offline', 'skip the second run, which starts an exchange')
    .option('--scale', 'measure a large source instead: records a second and peak memory of a plan and of a sync')
    .addOption(new Option('--format <name>', 'the format of the sources of --scale').choices(Object.keys(largeFormats)).default('dcat-us'))
    .option('--planned <n>', 'records of the source that is planned with --scale', parseWhole, 100_000)
    .option('--synced <n>', 'records of the source that is synced with --scale', parseWhole, 10_000);
  const options = program.parse().opts<Options>();
  const temporary = mkdtempSync(join(tmpdir(), 'databund-catalogues-'));
  try {
    if (options.scale === true) print(await measureScale(options, temporary), options.json);
    else await run(join(sharedFolder, 'data'), temporary, options);
  } finally {
    rmSync(temporary, { recursive: true, force: true });
  }
}

async function run(data: string, temporary: string, { json, only = '', offline }: Options): Promise<void> {
  const measured: MeasuredSource[] = [];
  for (const source of listSources(data, temporary).filter(({ name }) => name.includes(only)))
    measured.push(await measureSource(source, temporary));
  const lost = measured.flatMap((each) => each.lost);
  const { unequal, violations } = await exportAll(measured, join(data, 'dcatap-belgium', 'shacl', 'dcat-ap-SHACL-3.0.1.ttl'), temporary);
  for (const line of [...lost, ...unequal, ...violations].slice(0, 50)) process.stderr.write(`${line}\n`);
  const secondRunChanges = offline === true ? undefined : await countSecondRun(measured);
  const figures = {
    sources: measured.map((each) => each.figures),
    secondRunChanges,
    roundTripEqual: unequal.length === 0,
    shaclViolations: violations.length,
    lostSilently: lost.length,
  };
  print(figures, json);
  if (unequal.length + violations.length + lost.length + (secondRunChanges ?? 0) > 0) process.exitCode = 1;
}

function print(figures: object, isJson = false): void {
  process.stdout.write(`${JSON.stringify(figures, undefined, isJson ? 0 : 2)}\n`);
}

interface ExportFaults {
  readonly unequal: readonly string[];
  readonly violations: readonly string[];
}

/** Exports the listings of each source, validates and imports the export. @throws TestError if the shapes accept what they must not */
async function exportAll(measured: readonly MeasuredSource[], shapesFile: string, temporary: string): Promise<ExportFaults> {
  const [unequal, violations]: [string[], string[]] = [[], []];
  const shapes = await ShapeValidator.load(shapesFile);
  if ((await shapes.findViolations('<urn:control> a <http://www.w3.org/ns/dcat#Dataset> .')).length === 0)
    throw new TestError('UNEXPECTED_ANSWER', 'A dataset without a title passes the shapes.');
  for (const { ready } of measured.filter((each) => each.ready.length > 0)) {
    unequal.push(...(await findUnequal(ready, temporary)));
    for (let at = 0; at < ready.length; at += 100)
      violations.push(...(await shapes.findViolations(exportListings('turtle', ready.slice(at, at + 100)))));
  }
  return { unequal, violations };
}

runProgram(main);
