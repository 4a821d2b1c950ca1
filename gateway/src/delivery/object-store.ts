import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { LRUCache } from 'lru-cache';
import { ExchangeError } from '@databund/model';
import { compareBytes, receiveBytes, type ExpectedBytes } from './expected-bytes';

const leftoverMs = 24 * 3_600_000;
const maxExamined = 10_000;

/** The state of a stored file: whole and unchanged, missing, or with other bytes than expected. */
export type Condition = 'sound' | 'absent' | 'damaged';

/** The bytes that one provider delivers, in a folder, by their SHA-256. */
export class ObjectStore {
  /** Files that were read to their end, as long as the file stays the same. */
  private readonly examined = new LRUCache<string, { readonly file: string; readonly isSound: Promise<boolean> }>({ max: maxExamined });

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.removeLeftovers();
  }

  /** Tells whether a file of the expected size is stored, without reading it. */
  async has({ sha256, byteSize }: ExpectedBytes): Promise<boolean> {
    const found = await this.find(sha256);
    return found?.size === BigInt(byteSize);
  }

  /** Returns the condition of a file. It is read to its end once, and again after it changed: disks and people damage files. */
  async examine(expected: ExpectedBytes): Promise<Condition> {
    const found = await this.find(expected.sha256);
    if (!found) return 'absent';
    if (found.size !== BigInt(expected.byteSize)) return 'damaged';
    return (await this.isSound(expected, computeFingerprint(found))) ? 'sound' : 'damaged';
  }

  /** Stores bytes in place of what was there, if they are the expected ones; otherwise stores nothing. @throws HASH_MISMATCH */
  async put(bytes: Readable, expected: ExpectedBytes): Promise<void> {
    const path = this.getPath(expected.sha256);
    const part = join(this.folder, `${randomUUID()}.part`);
    try {
      await receiveBytes(bytes, createWriteStream(part, { mode: 0o600, flush: true }), expected);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      await rename(part, path);
      await flushFolder(dirname(path));
      await flushFolder(this.folder);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Reads the stored bytes `[start, end]`, both included; no bytes if the end is before the first. */
  read(sha256: string, start: number, end: number): AsyncIterable<Buffer> {
    return this.stream(sha256, start, end);
  }

  private stream(sha256: string, start: number, end: number): Readable {
    return end < 0 ? Readable.from([]) : createReadStream(this.getPath(sha256), { start, end });
  }

  private isSound(expected: ExpectedBytes, file: string): Promise<boolean> {
    const { sha256, byteSize } = expected;
    const known = this.examined.get(sha256);
    if (known?.file === file) return known.isSound;
    const isSound = isExpected(this.stream(sha256, 0, byteSize - 1), expected);
    isSound.catch(() => this.examined.delete(sha256)); // A disk that fails now may be readable later.
    this.examined.set(sha256, { file, isSound });
    return isSound;
  }

  private async find(sha256: string): Promise<BigIntStats | undefined> {
    const found = await stat(this.getPath(sha256), { bigint: true }).catch(ignoreAbsence);
    return found?.isFile() ? found : undefined;
  }

  /** Removes parts of uploads that ended with the process. Younger ones may belong to another process that is still receiving. */
  private removeLeftovers(): void {
    const parts = readdirSync(this.folder).filter((name) => name.endsWith('.part'));
    for (const path of parts.map((name) => join(this.folder, name))) {
      const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (since !== undefined && Date.now() - since > leftoverMs) rmSync(path, { force: true });
    }
  }

  private getPath(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

async function isExpected(bytes: Readable, expected: ExpectedBytes): Promise<boolean> {
  try {
    await compareBytes(bytes, expected);
    return true;
  } catch (error) {
    if (error instanceof ExchangeError) return false;
    throw error;
  }
}

function ignoreAbsence(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** Returns a text that changes with every change of a file. */
function computeFingerprint({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs, ctimeNs].join();
}

async function flushFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
