import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Command } from 'commander';
import { Type, type Static } from '@sinclair/typebox';
import type { CastName } from '../support/cast';
import { HttpExchange } from '../support/http-exchange';
import { parseJson } from '../support/json';
import { activate } from '../support/listings';
import { parseWhole, printResult, runProgram } from '../support/program';
import { openPython } from '../support/python-environment';
import { waitForReady } from '../support/wait-for-ready';

const exitWithoutPython = 3;
const environment = { name: 'schemathesis', packages: ['schemathesis==4.32.5'], module: 'schemathesis' };
/** Checks of every answer: no failure of the server, and no undocumented status, type, header or form. */
const checks = [
  'not_a_server_error',
  'status_code_conformance',
  'content_type_conformance',
  'response_headers_conformance',
  'response_schema_conformance',
];
const roles: readonly (CastName | undefined)[] = ['provider', 'buyer', 'operator', 'auditor', undefined];

interface ApiOptions {
  readonly json?: boolean;
  readonly examples: number;
  readonly seed: number;
}

const Report = Type.Object({
  operations: Type.Object({ tested: Type.Integer() }),
  test_cases: Type.Object({ generated: Type.Integer() }),
  failures: Type.Array(Type.Object({ title: Type.String(), operations: Type.Array(Type.String()) })),
  errors: Type.Array(Type.Unknown()),
});
type Report = Static<typeof Report>;

/** Streams never end, so their requests cannot be compared. */
const streams = '/v1/events';

/** Has Schemathesis send requests of all forms that the OpenAPI document permits, and others, as some roles and as a visitor. */
async function main(): Promise<void> {
  const program = new Command('api')
    .description('send generated requests to every route as four roles and as a visitor, and compare the answers with the OpenAPI document')
    .option('--json', 'print one line of JSON')
    .option('--examples <n>', 'requests of each kind for a route', parseWhole, 10)
    .option('--seed <n>', 'seed of the requests', parseWhole, 1)
    .action(run);
  await program.parseAsync();
}

async function run({ json, ...options }: ApiOptions): Promise<void> {
  const opened = openPython(environment);
  if ('reason' in opened) {
    process.stdout.write(`Not run: ${opened.reason}\n`);
    process.exitCode = exitWithoutPython;
    return;
  }
  const http = await HttpExchange.open();
  try {
    await http.storeBytes();
    await activate(http.exchange);
    await waitForReady(http.url);
    const reports: Report[] = [];
    for (const role of roles) reports.push(await testAs(http, role, { ...options, python: opened.python }));
    const failures = reports.flatMap((report, index) =>
      report.failures.map((failure) => ({ role: roles[index] ?? 'visitor', ...failure })),
    );
    const errors = reports.flatMap((report) => report.errors);
    for (const each of [...failures, ...errors]) process.stderr.write(`${JSON.stringify(each)}\n`);
    const result = {
      roles: reports.length,
      operations: Math.max(...reports.map(({ operations }) => operations.tested)),
      requests: reports.reduce((sum, report) => sum + report.test_cases.generated, 0),
      seed: options.seed,
      failures: failures.length,
      errors: errors.length,
    };
    printResult(result, json);
    if (failures.length + errors.length > 0) process.exitCode = 1;
  } finally {
    await http.close();
  }
}

/** Sends requests to every route as one role, or without a token. */
async function testAs(http: HttpExchange, role: CastName | undefined, options: ApiOptions & { readonly python: string }): Promise<Report> {
  const folder = mkdtempSync(join(tmpdir(), 'databund-api-'));
  const file = join(folder, 'report.json');
  const words = [
    ...[
      'run',
      `${http.url}/v1/openapi.json`,
      '--url',
      http.url,
      '--no-color',
      '--phases',
      'coverage,fuzzing',
      '--checks',
      checks.join(','),
    ],
    ...['--max-examples', String(options.examples), '--seed', String(options.seed), '--request-timeout', '60', '--exclude-path', streams],
    ...['--report', 'json', '--report-json-path', file],
    ...(role ? ['--header', `Authorization: Bearer ${http.tokens[role]}`] : []),
  ];
  try {
    const run = spawn(join(dirname(options.python), 'st'), words, { cwd: folder, stdio: ['ignore', 'pipe', 'inherit'] });
    run.stdout.on('data', (chunk: Buffer) => process.stderr.write(chunk));
    await once(run, 'close');
    return parseJson(Report, readFileSync(file, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true });
  }
}

runProgram(main);
