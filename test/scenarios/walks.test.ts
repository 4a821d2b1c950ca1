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
const pages = ['provide', 'buy', 'audit'];

/** A block of commands of a page, how they end, and lines that they print. */
interface Step {
  readonly commands: readonly string[];
  readonly exitCode: number;
  readonly printed: readonly string[];
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
    for (const { commands, exitCode, printed } of readSteps(`${page}.md`)) {
      let output = '';
      for (const command of commands) {
        const result = await runCommand(command);
        expect([command, result.exitCode, result.exitCode === exitCode ? '' : result.err]).toEqual([command, exitCode, '']);
        output += `${result.err}\n${result.out}\n`;
      }
      for (const line of printed) expect(simplify(output)).toMatch(toPattern(line));
    }
  });

  it.each(pages)('has the same commands and output in the Chinese page "%s"', (page) => {
    expect(readSteps(`zh/${page}.md`)).toEqual(readSteps(`${page}.md`));
  });
});

/** Reads the steps of a page: each block of commands, with the block of text after it. */
function readSteps(page: string): readonly Step[] {
  const text = readFileSync(join(docs, page), 'utf8');
  return [...text.matchAll(/```sh(?: exits with (\d))?\n(.*?)```(?:\s+```text\n(.*?)```)?/gs)].map(
    ([, code = '0', commands = '', printed = '']) => ({
      commands: listLines(commands),
      exitCode: Number(code),
      printed: listLines(printed),
    }),
  );
}

function listLines(text: string): readonly string[] {
  return text.split('\n').filter((line) => line.trim() !== '');
}

/** Runs a command of a page: `npx databund ...`, or `printf '...' > file`. */
function runCommand(command: string): ReturnType<CommandLine['run']> {
  const [, content, file] = /^printf '(.*)' > (\S+)$/.exec(command) ?? [];
  if (content !== undefined && file !== undefined) {
    writeFileSync(file, content.replaceAll(String.raw`\n`, '\n'));
    return Promise.resolve({ exitCode: 0, out: '', err: '' });
  }
  const [npx, databund, ...words] = [...command.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare ?? '');
  expect([npx, databund]).toEqual(['npx', 'databund']);
  // The profile names certificates by paths beside it.
  return cli.run(undefined, ...words.map((word) => (word === '.databund/connection.json' ? http.exchange.network.profilePath : word)));
}

/** Leaves out what draws tables, and repeated spaces. */
function simplify(text: string): string {
  return text.replaceAll(/[│┌┐└┘├┤─]/g, ' ').replaceAll(/[^\S\n]+/g, ' ');
}

function toPattern(line: string): RegExp {
  const parts = simplify(line).trim().split('...');
  return new RegExp(parts.map((part) => part.trim().replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('.*'));
}
