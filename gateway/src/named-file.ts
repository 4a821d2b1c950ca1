import { existsSync, readFileSync, statSync } from 'node:fs';
import { GatewayError } from './gateway-error';

/** Reads a text file that a command line names, with `flag` such as `--cert`. @throws FILE_INVALID naming the flag and the path */
export function readNamedFile(flag: string, path: string): string {
  if (!existsSync(path))
    throw new GatewayError('FILE_INVALID', `${flag} is ${path}: there is no such file. Give the path of an existing one.`);
  if (statSync(path).isDirectory())
    throw new GatewayError('FILE_INVALID', `${flag} is ${path}: that is a folder. Give the path of a file.`);
  return readFileSync(path, 'utf8');
}

/** Reads a JSON file that a command line names. @throws FILE_INVALID naming the flag and the path */
export function readNamedJson(flag: string, path: string): unknown {
  const text = readNamedFile(flag, path);
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new GatewayError(
      'FILE_INVALID',
      `${flag} is ${path}, which is not JSON: ${error instanceof Error ? error.message : String(error)}.`,
    );
  }
}
