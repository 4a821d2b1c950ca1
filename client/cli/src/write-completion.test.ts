import { execFileSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { writeCompletion } from './write-completion';

function makeProgram(): Command {
  const program = new Command('databund').option('--json');
  const listing = program.command('listing');
  listing.command('get').option('--version <n>');
  listing.command('submit');
  program.command('whoami');
  return program;
}

/** Returns what bash offers after these words. */
function complete(...words: readonly string[]): readonly string[] {
  const file = join(mkdtempSync(join(tmpdir(), 'databund-completion-')), 'script');
  writeFileSync(file, writeCompletion(makeProgram(), 'bash'));
  const ask = 'source "$1"; shift; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _databund; printf "%s\\n" "${COMPREPLY[@]}"';
  return execFileSync('bash', ['-c', ask, 'bash', file, 'databund', ...words], { encoding: 'utf8' })
    .trim()
    .split('\n');
}

describe('completion in bash', () => {
  it.each([
    [[''], ['listing', 'whoami', '--json', '--help']],
    [['li'], ['listing']],
    [
      ['listing', ''],
      ['get', 'submit', '--help'],
    ],
    [['--json', 'listing', 's'], ['submit']],
    [
      ['listing', 'get', 'lst-0', '--'],
      ['--version', '--help'],
    ],
  ])('offers after %j the words %j', (typed, words) => {
    expect(complete(...typed)).toEqual(words);
  });
});

it.each(['zsh', 'fish'] as const)('knows every command and option in %s', (shell) => {
  const script = writeCompletion(makeProgram(), shell);
  for (const part of ['"databund listing get"', 'get submit --help', '--version']) expect(script).toContain(part);
});
