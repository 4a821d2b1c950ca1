import { createHash, randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, mkdirSync, readdirSync, rmSync, statSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { Refusal } from '@databund/chaincode/model';

const leftoverMs = 24 * 3_600_000;

/** What bytes must be to be kept. */
export interface Expected {
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
  readonly byteSize: number;
}

/** The bytes that providers deliver, in a folder, by their SHA-256. */
export class ObjectStore {
  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.removeLeftovers();
  }

  /** Says whether bytes are kept. */
  has({ sha256 }: Pick<Expected, 'sha256'>): boolean {
    return statSync(this.pathOf(sha256), { throwIfNoEntry: false })?.isFile() ?? false;
  }

  /** Keeps bytes as they come, if they are the expected ones; else nothing of them. @throws HASH_MISMATCH */
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

  /** Reads `[start, end]` of kept bytes, both included. */
  read(sha256: string, start: number, end: number): Readable {
    return createReadStream(this.pathOf(sha256), { start, end });
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

async function receive(bytes: Readable, to: Writable, { sha256, byteSize }: Expected): Promise<void> {
  const digest = createHash('sha256');
  let size = 0;
  async function* measured(): AsyncGenerator<Buffer> {
    // The source stays open where it is refused: it may be a request that is owed an answer.
    for await (const chunk of bytes.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      // Bytes beyond the listed size cannot become right any more.
      if (size > byteSize) throw new Refusal('HASH_MISMATCH', { expected: { sha256, byteSize }, received: { atLeast: size } });
      digest.update(chunk);
      yield chunk;
    }
  }
  await pipeline(Readable.from(measured(), { objectMode: false }), to);
  const value = digest.digest('hex');
  if (size !== byteSize || value !== sha256)
    throw new Refusal('HASH_MISMATCH', { expected: { sha256, byteSize }, received: { sha256: value, byteSize: size } });
}

async function sync(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}
