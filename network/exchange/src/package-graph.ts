import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { findPackage } from './packages';
import { parseOutput } from './parse-output';

const scope = '@databund/';
const Manifest = Type.Object({ dependencies: Type.Optional(Type.Record(Type.String(), Type.String())) });
type Dependencies = NonNullable<Static<typeof Manifest>['dependencies']>;

/** Hashes of the built code by package name (without scope). */
export type BuildHashes = ReadonlyMap<string, string>;

/** Names a package and all @databund packages that it depends on, directly or not. */
export function listDependencies(name: string): ReadonlySet<string> {
  const found = new Set([name]);
  for (const each of found) {
    const dependencies = Object.keys(readDependencies(each)).filter((dependency) => dependency.startsWith(scope));
    for (const dependency of dependencies) found.add(dependency.slice(scope.length));
  }
  return found;
}

/** Hashes the JavaScript that each package was built to. A build that changes only types leaves a hash as it is. */
export function hashBuilds(names: Iterable<string>): BuildHashes {
  return new Map([...names].map((name) => [name, hashFolder(join(findPackage(name), 'dist'))]));
}

/** Names the packages whose hash differs. */
export function listChanged(before: BuildHashes, after: BuildHashes): readonly string[] {
  return [...after].flatMap(([name, hash]) => (before.get(name) === hash ? [] : [name]));
}

function readDependencies(name: string): Dependencies {
  const path = join(findPackage(name), 'package.json');
  return parseOutput(path, Manifest, readFileSync(path, 'utf8')).dependencies ?? {};
}

function hashFolder(folder: string): string {
  const hash = createHash('sha256');
  const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter(isRunCode).sort();
  for (const file of files) hash.update(file).update(readFileSync(join(folder, file)));
  return hash.digest('hex');
}

function isRunCode(file: string): boolean {
  return file.endsWith('.js') && !file.endsWith('.test.js');
}
