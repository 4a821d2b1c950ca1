import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Reads 32 random bytes kept in a file (hex, mode 0600), making the file when it is first asked for. */
export function secretIn(path: string): Buffer {
  const kept = readIfThere(path);
  if (kept !== undefined) return Buffer.from(kept.trim(), 'hex');
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const secret = randomBytes(32);
  try {
    writeFileSync(path, `${secret.toString('hex')}\n`, { mode: 0o600, flag: 'wx' });
    return secret;
  } catch {
    return secretIn(path); // Another process made it in between.
  }
}

/** The text of a file; `undefined` where there is none. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, 'utf8') : undefined;
}

/** Writes a file that only its owner may read. */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileSync(path, text, { mode: 0o600 });
  chmodSync(path, 0o600); // A file that was there keeps its mode when it is written.
}
