import { createHash } from 'node:crypto';
import { createReadStream, existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { join, resolve, sep } from 'node:path';

/**
 * Finds the file that a package names by a path, whether disk and package write its accents composed or not. It must be in the package's
 * folder, or in `data/` as in npm packages, and not a link out of it.
 */
export function findLocalFile(folder: string, path: string): string | undefined {
  const root = realpathSync(folder) + sep;
  return [root, resolve(root, 'data') + sep]
    .map((start) => findNamed(start, path))
    .find((each) => each !== undefined && realpathSync(each).startsWith(root) && statSync(each).isFile());
}

/** Finds a path by its exact name, or else by names that are equal in NFC. */
function findNamed(start: string, path: string): string | undefined {
  const exact = resolve(start, path);
  if (existsSync(exact)) return exact;
  let at = start;
  for (const part of path.split('/').filter((each) => each !== '' && each !== '.')) {
    if (part === '..' || !existsSync(at) || !statSync(at).isDirectory()) return undefined;
    const name = readdirSync(at).find((each) => each.normalize('NFC') === part.normalize('NFC'));
    if (name === undefined) return undefined;
    at = join(at, name);
  }
  return at === start ? undefined : at;
}

/** A file's size and its hashes in lower-case hex. */
export interface Measured {
  readonly byteSize: number;
  readonly sha256: string;
  readonly sha1: string;
  readonly sha512: string;
  readonly md5: string;
  /** Git's blob id, which covers a header with the size. */
  readonly gitSha1: string;
}

/** Reads a file once and computes its size and every hash that packages declare. */
export async function measureFile(path: string): Promise<Measured> {
  const byteSize = statSync(path).size;
  const hashes = {
    sha256: createHash('sha256'),
    sha1: createHash('sha1'),
    sha512: createHash('sha512'),
    md5: createHash('md5'),
    gitSha1: createHash('sha1').update(`blob ${String(byteSize)}\0`),
  };
  const chunks: AsyncIterable<Uint8Array> = createReadStream(path);
  for await (const chunk of chunks) for (const hash of Object.values(hashes)) hash.update(chunk);
  return {
    byteSize,
    sha256: hashes.sha256.digest('hex'),
    sha1: hashes.sha1.digest('hex'),
    sha512: hashes.sha512.digest('hex'),
    md5: hashes.md5.digest('hex'),
    gitSha1: hashes.gitSha1.digest('hex'),
  };
}
