import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { UsageError } from './usage-error';

/** The path of a file that is there. @throws UsageError */
export function existingFile(path: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no file ${path}`);
  if (isFolder(path)) throw new UsageError(`${path} is a folder, not a file`);
  return path;
}

/** The path of a folder that is there. @throws UsageError */
export function existingFolder(path: string): string {
  if (!existsSync(path)) throw new UsageError(`there is no folder ${path}`);
  if (!isFolder(path)) throw new UsageError(`${path} is a file, not a folder`);
  return path;
}

/** Makes a folder, and those above it that are not there: Node’s own way never ends in a file system such as /proc. @throws UsageError */
export function makeFolder(path: string, mode?: number): void {
  if (existsSync(path)) existingFolder(path);
  else {
    makeFolder(dirname(resolve(path)), mode);
    try {
      mkdirSync(path, { mode });
    } catch {
      if (!isFolder(path)) throw new UsageError(`the folder ${path} cannot be made`); // Else another has made it.
    }
  }
}

/** The text of a file, without the byte order mark that some editors begin it with. @throws UsageError */
export function readText(path: string): string {
  return readFileSync(existingFile(path), 'utf8').replace(/^\ufeff/, '');
}

/** The value that a text is. @throws UsageError where it is no JSON: says what was to be, and where it breaks */
export function parseJson(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError(`${otherwise}${placeOfFault(text)}`);
  }
}

function placeOfFault(text: string): string {
  const errors: ParseError[] = [];
  try {
    parse(text, errors, { disallowComments: true });
  } catch {
    return ': it is nested too deep';
  }
  const [first] = errors;
  if (!first) return '';
  const before = text.slice(0, first.offset).split('\n');
  return `: it breaks at line ${String(before.length)}, column ${String((before.at(-1)?.length ?? 0) + 1)}`;
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
}
