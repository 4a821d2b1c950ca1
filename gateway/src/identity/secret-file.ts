import { randomBytes, randomUUID } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { sync as writeFileAtomic } from 'write-file-atomic';
import { GatewayError } from '../gateway-error';

const secretBytes = 32;

/** Reads 32 bytes in hex from a file of mode 0600, and creates it with random bytes if it is absent. @throws SECRET_INVALID, SECRET_EXPOSED */
export function readSecret(path: string): Buffer {
  const secret = Buffer.from(readOrCreate(path, () => `${randomBytes(secretBytes).toString('hex')}\n`).trim(), 'hex');
  if (secret.length !== secretBytes)
    throw new GatewayError(
      'SECRET_INVALID',
      `${path} does not hold 32 bytes in hex. Restore it from a backup, or delete it to get a new one.`,
    );
  return secret;
}

/** Reads a private file, and creates it if it is absent. If processes create it at the same time, all get the text of one. @throws SECRET_EXPOSED */
export function readOrCreate(path: string, create: () => string): string {
  if (!existsSync(path)) {
    const part = `${path}.${randomUUID()}.part`;
    writePrivate(part, create());
    try {
      linkSync(part, path); // Fails if the file exists by now, which a rename would replace.
    } catch (error) {
      if (!existsSync(path)) throw error;
    } finally {
      rmSync(part, { force: true });
    }
  }
  if ((statSync(path).mode & 0o077) !== 0)
    throw new GatewayError('SECRET_EXPOSED', `${path} can be read by others than its owner. Run: chmod 600 ${path}`);
  return readFileSync(path, 'utf8');
}

/** Writes a file that only its owner can read: whole, or not at all. */
export function writePrivate(path: string, text: string): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  writeFileAtomic(path, text, { mode: 0o600 });
}
