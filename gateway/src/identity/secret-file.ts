import { randomBytes, randomUUID } from 'node:crypto';
import { chmodSync, existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Reads 32 random bytes kept in a file (hex, mode 0600), making the file when it is first asked for. @throws Error where it holds others */
export function secretIn(path: string): Buffer {
  const secret = Buffer.from(keptIn(path, () => `${randomBytes(32).toString('hex')}\n`).trim(), 'hex');
  if (secret.length !== 32) throw new Error(`${path} does not hold 32 bytes in hex`);
  return secret;
}

/** The text of a private file, made when it is first asked for. Of processes that make it at once, one wins, and all have its text. */
export function keptIn(path: string, make: () => string): string {
  if (!existsSync(path)) {
    const part = writePart(path, make());
    try {
      linkSync(part, path);
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(part, { force: true });
    }
  }
  if ((statSync(path).mode & 0o077) !== 0) throw new Error(`${path} may be read by others than its owner: chmod 600 it`);
  return readFileSync(path, 'utf8');
}

/** The text of a file; `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Writes a file that only its owner may read: whole, or not at all. */
export function writePrivate(path: string, text: string): void {
  renameSync(writePart(path, text), path);
}

function writePart(path: string, text: string): string {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const part = `${path}.${randomUUID()}.part`;
  writeFileSync(part, text, { mode: 0o600, flush: true });
  chmodSync(part, 0o600);
  return part;
}
