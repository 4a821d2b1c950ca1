import { spawnSync, type SpawnSyncReturns } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';

const cache = join(dirname(require.resolve('@databund/test/package.json')), '..', 'node_modules', '.cache');

/** A Python environment of its own in the cache of the repository, with some packages. */
export interface PythonEnvironment {
  readonly name: string;
  readonly packages: readonly string[];
  /** A module that can be imported only when the packages are there. */
  readonly module: string;
}

/** Opens an environment, and installs it before its first use. Returns its Python, or the reason if that is not possible on this machine. */
export function openPython({ name, packages, module }: PythonEnvironment): { readonly python: string } | { readonly reason: string } {
  const environment = join(cache, name);
  const python = join(environment, 'bin', 'python');
  if (isReady(python, module)) return { python };
  const system = ['python3', 'python'].find((each) => runToEnd(each, ['-c', 'import ensurepip, venv']).status === 0);
  if (system === undefined) return { reason: 'Python 3 with venv and pip was not found.' };
  mkdirSync(cache, { recursive: true });
  const isInstalled =
    runToEnd(system, ['-m', 'venv', '--clear', environment]).status === 0 &&
    runToEnd(python, ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', ...packages]).status === 0;
  return isInstalled && isReady(python, module) ? { python } : { reason: `pip could not install ${packages.join(' and ')}.` };
}

/** Runs a program to its end. */
export function runToEnd(program: string, words: readonly string[]): SpawnSyncReturns<string> {
  return spawnSync(program, words, { encoding: 'utf8', maxBuffer: 512 * 1_048_576 });
}

function isReady(python: string, module: string): boolean {
  return existsSync(python) && runToEnd(python, ['-c', `import ${module}`]).status === 0;
}
