import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { castNames } from '../support/cast';
import { CommandLine } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const docs = join(__dirname, '..', '..', 'docs');
const hasCurl = spawnSync('curl', ['--version']).status === 0;
/** The page for developers needs curl. */
const pages = ['provide', 'buy', 'audit', ...(hasCurl ? ['develop'] : [])];

/** A block of a page: commands or a program, how they end, and lines that they print. */
interface Step {
  readonly language: string;
  readonly code: string;
  readonly exitCode: number;
  readonly printed: readonly string[];
}

interface Result {
  readonly exitCode: number;
  readonly output: string;
}

let http: HttpExchange;
let cli: CommandLine;
const folder = mkdtempSync(join(tmpdir(), 'databund-walks-'));
const start = process.cwd();
beforeAll(async () => {
  http = await HttpExchange.open();
  await waitForReady(http.url);
  mkdirSync(join(folder, '.databund'));
  cli = new CommandLine(join(folder, '.databund', 'profiles.json'));
  for (const name of castNames) {
    const flags = ['--url', http.url, '--token', http.tokens[name], '--participant', http.exchange.members[name].id];
    await cli.run(undefined, 'profile', 'add', name, ...flags);
  }
  process.chdir(folder);
});
afterAll(async () => {
  process.chdir(start);
  await http.close();
  rmSync(folder, { recursive: true });
});

describe('pages that teach', () => {
  it.each(pages)('runs every command of the page "%s" and finds what it prints', async (page) => {
    for (const step of readSteps(`${page}.md`)) {
      const { exitCode, output } = await runStep(step);
      expect([step.code, exitCode, exitCode === step.exitCode ? '' : output]).toEqual([step.code, step.exitCode, '']);
      for (const line of step.printed) expect(removeBorders(output)).toMatch(toPattern(line));
    }
  });

  it.each(pages)('repeats commands and output in the Chinese page "%s"', (page) => {
    expect(readSteps(`zh/${page}.md`)).toEqual(readSteps(`${page}.md`));
  });
});

/** Reads the steps of a page: each block of commands or of a program, with the block of text after it. */
function readSteps(page: string): readonly Step[] {
  const text = readFileSync(join(docs, page), 'utf8');
  return [...text.matchAll(/```(sh|js)(?: exits with (\d))?\n(.*?)```(?:\s+```text\n(.*?)```)?/gs)].map(
    ([, language = '', exitCode = '0', code = '', printed = '']) => ({
      language,
      code,
      exitCode: Number(exitCode),
      printed: listLines(printed),
    }),
  );
}

function listLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Writes a program to the file that its first line names, or runs commands: those of the exchange in this process, others in a shell. */
async function runStep({ language, code }: Step): Promise<Result> {
  const [, file] = /^\/\/ (\S+)/.exec(code) ?? [];
  if (language === 'js' && file !== undefined) {
    writeFileSync(file, code);
    return { exitCode: 0, output: '' };
  }
  const commands = listLines(code);
  if (!commands.every((command) => /^(npx databund|printf) /.test(command))) return runShell(code);
  let output = '';
  for (const command of commands) {
    const { exitCode, out, err } = await runCommand(command);
    output += `${err}\n${out}\n`;
    if (exitCode !== 0) return { exitCode, output };
  }
  return { exitCode: 0, output };
}

/** Runs a command of a page: `npx databund ...`, or `printf '...' > file`. */
function runCommand(command: string): ReturnType<CommandLine['run']> {
  const [, content, file] = /^printf '(.*)' > (\S+)$/.exec(command) ?? [];
  if (content !== undefined && file !== undefined) {
    writeFileSync(file, content.replaceAll(String.raw`\n`, '\n'));
    return Promise.resolve({ exitCode: 0, out: '', err: '' });
  }
  const [, , ...words] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  // The profile names certificates by paths beside it.
  return cli.run(undefined, ...words.map((word) => (word === '.databund/connection.json' ? http.exchange.network.profilePath : word)));
}

/** Runs commands in a shell, with the variables that those before them set. The gateway runs in this process, which must not stand still. */
async function runShell(code: string): Promise<Result> {
  const script = `set -ea\n[ -f variables ] && . ./variables\n${code.replace('http://127.0.0.1:3000', http.url)}\nexport -p > variables\n`;
  const run = spawn('sh', ['-c', script], { env: { PATH: process.env['PATH'], NODE_PATH: join(docs, '..', 'node_modules') } });
  let output = '';
  for (const stream of [run.stdout, run.stderr]) stream.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const [exitCode] = (await once(run, 'close')) as [number]; // `as`: nobody kills the shell.
  return { exitCode, output };
}

/** Leaves out what draws tables, and repeated spaces. */
function removeBorders(text: string): string {
  return text.replaceAll(/[│┌┐└┘├┤─]/g, ' ').replaceAll(/[^\S\n]+/g, ' ');
}

function toPattern(line: string): RegExp {
  const parts = removeBorders(line).trim().split('...');
  return new RegExp(parts.map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*'));
}
