import { createHash } from 'node:crypto';
import { Readable, Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ExchangeError } from '@databund/model';

/** The bytes that a listing describes. */
export interface ExpectedBytes {
  /** SHA-256, lower-case hex. */
  readonly sha256: string;
  readonly byteSize: number;
}

/** Reads bytes to their end and compares them with the expected ones. @throws HASH_MISMATCH */
export function compareBytes(bytes: Readable, expected: ExpectedBytes): Promise<void> {
  return receiveBytes(bytes, new Writable({ write: (_chunk, _encoding, done) => done() }), expected);
}

/** Writes bytes as they come, and compares them with the expected ones. @throws HASH_MISMATCH */
export async function receiveBytes(bytes: Readable, to: Writable, { sha256, byteSize }: ExpectedBytes): Promise<void> {
  const digest = createHash('sha256');
  let size = 0;
  async function* measure(): AsyncGenerator<Buffer> {
    // The source stays open after an error: it may be a request that must still be answered.
    const chunks: AsyncIterable<Buffer> = bytes.iterator({ destroyOnReturn: false });
    for await (const chunk of chunks) {
      size += chunk.length;
      // More bytes than listed cannot become right any more.
      if (size > byteSize) throw new ExchangeError('HASH_MISMATCH', { expected: { sha256, byteSize }, received: { atLeast: size } });
      digest.update(chunk);
      yield chunk;
    }
  }
  await pipeline(Readable.from(measure(), { objectMode: false }), to);
  const value = digest.digest('hex');
  if (size !== byteSize || value !== sha256)
    throw new ExchangeError('HASH_MISMATCH', { expected: { sha256, byteSize }, received: { sha256: value, byteSize: size } });
}
