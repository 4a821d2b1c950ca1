import { existsSync, mkdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { parse, type ParseError } from 'jsonc-parser';
import { UsageError } from './usage-error';

/** Returns the path of an existing file. @throws UsageError FILE_MISSING */
export function requireFile(path: string): string {
  if (!existsSync(path)) throw new UsageError('FILE_MISSING', `there is no file ${path}`);
  if (isFolder(path)) throw new UsageError('FILE_MISSING', `${path} is a folder, not a file`);
  return path;
}

/** Returns the path of an existing folder. @throws UsageError FOLDER_INVALID */
export function requireFolder(path: string): string {
  if (!existsSync(path)) throw new UsageError('FOLDER_INVALID', `there is no folder ${path}`);
  if (!isFolder(path)) throw new UsageError('FOLDER_INVALID', `${path} is a file, not a folder`);
  return path;
}

/** Makes a folder and its missing parents. Node's own `recursive` does not return in file systems such as /proc. @throws UsageError FOLDER_INVALID */
export function makeFolder(path: string, mode?: number): void {
  if (existsSync(path)) requireFolder(path);
  else {
    makeFolder(dirname(resolve(path)), mode);
    try {
      mkdirSync(path, { mode });
    } catch {
      if (!isFolder(path)) throw new UsageError('FOLDER_INVALID', `the folder ${path} cannot be made`); // Another process may have made it.
    }
  }
}

/** Returns the text of a file, without a byte order mark. @throws UsageError FILE_MISSING */
export function readText(path: string): string {
  return readFileSync(requireFile(path), 'utf8').replace(/^\ufeff/, '');
}

/** Parses JSON. `otherwise` is the error's text, to which the place of the fault is added. @throws UsageError JSON_INVALID */
export function parseJson(text: string, otherwise: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('JSON_INVALID', `${otherwise}${placeOfFault(text)}`);
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
