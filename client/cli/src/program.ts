import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Surroundings } from './surroundings';

/** Runs one command line and returns its exit code. */
export async function runCommandLine(words: readonly string[], surroundings: Surroundings): Promise<number> {
  if (words.length === 1 && words[0] === '--version') {
    surroundings.out.write(`${readVersion()}\n`);
    return 0;
  }
  const { runCommand } = await import('./command-line.js');
  return runCommand(words, surroundings);
}

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(__dirname, '..', 'package.json'), 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
}
