import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync, statSync, type BigIntStats } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExchangeError } from '@databund/model';

const leftoverMs = 24 * 3_600_000;
const maxExamined = 10_000;

/** What bytes must be to be kept. */
export interface Expected {
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
  readonly byteSize: number;
}

/** How bytes are kept: as they were given, not at all, or no longer as they were given. */
export type Kept = 'sound' | 'absent' | 'damaged';

/** The bytes that providers deliver, in a folder, by their SHA-256. */
export class ObjectStore {
  /** What was read to its end, newest last, as long as its file is the same. */
  private readonly examined = new Map<string, { readonly file: string; readonly isSound: Promise<boolean> }>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.removeLeftovers();
  }

  /** Says how bytes are kept. A file is read to its end once, and again when it was changed: disks and people damage what lies there. */
  async examine(expected: Expected): Promise<Kept> {
    const found = await stat(this.pathOf(expected.sha256), { bigint: true }).catch(nothingWhereAbsent);
    if (!found?.isFile()) return 'absent';
    if (found.size !== BigInt(expected.byteSize)) return 'damaged';
    return (await this.isSound(expected, identityOf(found))) ? 'sound' : 'damaged';
  }

  /** Keeps bytes as they come, in place of what was there, if they are the expected ones; else nothing of them. @throws HASH_MISMATCH */
  async put(bytes: Readable, expected: Expected): Promise<void> {
    const path = this.pathOf(expected.sha256);
    const part = join(this.folder, `${randomUUID()}.part`);
    try {
      await receive(bytes, createWriteStream(part, { mode: 0o600, flush: true }), expected);
      mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
      await rename(part, path);
      await sync(dirname(path));
      await sync(this.folder);
    } finally {
      await rm(part, { force: true });
    }
  }

  /** Reads `[start, end]` of kept bytes, both included; of no bytes where the end is before the first. */
  read(sha256: string, start: number, end: number): Readable {
    return end < 0 ? Readable.from([]) : createReadStream(this.pathOf(sha256), { start, end });
  }

  private isSound(expected: Expected, file: string): Promise<boolean> {
    const { sha256, byteSize } = expected;
    const known = this.examined.get(sha256);
    if (known?.file === file) return known.isSound;
    const isSound = isAsExpected(this.read(sha256, 0, byteSize - 1), expected);
    isSound.catch(() => this.examined.delete(sha256)); // A disk that fails now may be read later.
    this.examined.delete(sha256);
    this.examined.set(sha256, { file, isSound });
    const [oldest] = this.examined.keys();
    if (oldest !== undefined && this.examined.size > maxExamined) this.examined.delete(oldest);
    return isSound;
  }

  /** What a kill left of uploads; another process’s under way are younger. */
  private removeLeftovers(): void {
    const parts = readdirSync(this.folder).filter((name) => name.endsWith('.part'));
    for (const path of parts.map((name) => join(this.folder, name))) {
      const since = statSync(path, { throwIfNoEntry: false })?.mtimeMs;
      if (since !== undefined && Date.now() - since > leftoverMs) rmSync(path, { force: true });
    }
  }

  private pathOf(sha256: string): string {
    return join(this.folder, sha256.slice(0, 2), sha256);
  }
}

/** Reads bytes that are kept already to their end, to see whether they are those. @throws HASH_MISMATCH */
export function compare(bytes: Readable, expected: Expected): Promise<void> {
  return receive(bytes, new Writable({ write: (_chunk, _encoding, done) => done() }), expected);
}

async function isAsExpected(bytes: Readable, expected: Expected): Promise<boolean> {
  try {
    await compare(bytes, expected);
    return true;
  } catch (error) {
    if (error instanceof ExchangeError) return false;
    throw error;
  }
}

async function receive(bytes: Readable, to: Writable, { sha256, byteSize }: Expected): Promise<void> {
  const digest = createHash('sha256');
  let size = 0;
  async function* measured(): AsyncGenerator<Buffer> {
    // The source stays open where it is refused: it may be a request that is owed an answer.
    for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Bytes beyond the listed size cannot become right any more.
      if (size > byteSize) throw new ExchangeError('HASH_MISMATCH', { expected: { sha256, byteSize }, received: { atLeast: size } });
      digest.update(chunk);
      yield chunk;
    }
  }
  await pipeline(Readable.from(measured(), { objectMode: false }), to);
  const value = digest.digest('hex');
  if (size !== byteSize || value !== sha256)
    throw new ExchangeError('HASH_MISMATCH', { expected: { sha256, byteSize }, received: { sha256: value, byteSize: size } });
}

function nothingWhereAbsent(error: NodeJS.ErrnoException): undefined {
  if (error.code !== 'ENOENT') throw error;
}

/** What changes with every change of a file. */
function identityOf({ ino, size, mtimeNs, ctimeNs }: BigIntStats): string {
  return [ino, size, mtimeNs, ctimeNs].join();
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
