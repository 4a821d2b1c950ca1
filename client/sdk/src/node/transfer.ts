import { createHash, type Hash } from 'node:crypto';
import { accessSync, constants, createReadStream, createWriteStream, existsSync, statSync, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileName, listErrors } from '@databund/model';
import type { Answer, Connection } from '../core/connection';
import { DatabundError, makeInputError } from '../core/databund-error';
import { isChunkStream } from '../core/is-chunk-stream';

/** A file of a listing version, or of a delivery. */
export interface HeldFile {
  readonly name: string;
  readonly byteSize: number;
  readonly hash: { readonly value: string };
}

/** A delivery by its id, with its provider if the gateway does not hold the buyer's identity. */
export type Delivered = string | { readonly id: string; readonly provider: string };

const maxFruitless = 5;

/** Rejects a name that is not a file name, because it would change the address or leave the folder. @throws DatabundError INPUT_INVALID */
export function requireFileName(name: string): void {
  if (listErrors(FileName, name).length > 0) throw makeInputError('/name', `is not the name of a file: ${JSON.stringify(name)}`);
}

/** Uploads a file to the provider's gateway. The bytes must be those that the listing describes. @throws HASH_MISMATCH, INPUT_INVALID */
export async function uploadFile(
  connection: Connection,
  { id, version }: { readonly id: string; readonly version: number },
  name: string,
  path: string,
): Promise<void> {
  requireFileName(name);
  const byteSize = measureReadable(path);
  await connection.readJson({
    method: 'PUT',
    path: `/v1/listings/${encodeURIComponent(id)}/versions/${String(version)}/distributions/${encodeURIComponent(name)}`,
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(byteSize) },
    body: () => Readable.toWeb(createReadStream(path)),
  });
}

/** Returns the size of a regular file that can be read. @throws INPUT_INVALID */
function measureReadable(path: string): number {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw makeInputError('/path', `is not there, or may not be read: ${path}`);
  }
  const found = statSync(path);
  if (!found.isFile()) throw makeInputError('/path', `is no regular file: ${path}`);
  return found.size;
}

/**
 * Downloads a file under an open delivery, and resumes an interrupted download. Writes to `<to>.part`, which gets its final name only if
 * size and hash are right; does nothing if the file is there already. @throws HASH_MISMATCH, INPUT_INVALID, NETWORK_UNAVAILABLE
 */
export async function downloadFile(connection: Connection, delivery: Delivered, file: HeldFile, to: string): Promise<void> {
  requireFileName(file.name);
  if (await isFetched(file, to)) return;
  const part = `${to}.part`;
  let received = await fetchRest(connection, delivery, file, part);
  for (let fruitless = 0; received.isBroken && received.size < file.byteSize;) {
    const before = received.size;
    received = await fetchRest(connection, delivery, file, part);
    fruitless = received.size > before ? 0 : fruitless + 1;
    if (fruitless >= maxFruitless) throw new DatabundError('NETWORK_UNAVAILABLE', { name: file.name, received: received.size }, 0);
  }
  if (received.size !== file.byteSize || received.value !== file.hash.value) {
    await rm(part, { force: true });
    throw new DatabundError('HASH_MISMATCH', { name: file.name, expected: file.hash.value, received: received.value });
  }
  await rename(part, to);
}

/** Returns whether the file is at its place. @throws INPUT_INVALID if something else is there, which is not overwritten */
export async function isFetched(file: HeldFile, to: string): Promise<boolean> {
  if (!existsSync(to)) return false;
  const isSame = statSync(to).isFile() && (await hashOfFile(to)) === file.hash.value;
  if (!isSame) throw makeInputError('/to', `is something else, and is not overwritten: ${to}`);
  return true;
}

/** Returns the SHA-256 of a file in lower-case hex. */
export async function hashOfFile(path: string): Promise<string> {
  return (await computeDigest(path)).digest('hex');
}

/** The part of a file that has arrived, with its hash if the transfer was not interrupted. */
interface Received {
  readonly size: number;
  readonly value: string;
  readonly isBroken: boolean;
}

async function fetchRest(connection: Connection, delivery: Delivered, { name, byteSize }: HeldFile, part: string): Promise<Received> {
  const start = measureFile(part);
  const kept = await computeDigest(part);
  if (start > 0 && start >= byteSize) return { size: start, value: kept.digest('hex'), isBroken: false };
  const answer = await connection.sendForResponse({
    method: 'GET',
    path: makeAddress(delivery, name),
    headers: start > 0 ? { range: `bytes=${String(start)}-` } : {},
  });
  const isResumed = start > 0 && answer.status === 206;
  const digest = isResumed ? kept : createHash('sha256');
  const isWhole = await writeBody(answer, digest, createWriteStream(part, { flags: isResumed ? 'a' : 'w' }));
  return { size: measureFile(part), value: isWhole ? digest.digest('hex') : '', isBroken: !isWhole };
}

function makeAddress(delivery: Delivered, name: string): string {
  const { id, provider } = typeof delivery === 'string' ? { id: delivery, provider: undefined } : delivery;
  const query = provider === undefined ? '' : `?${new URLSearchParams({ provider }).toString()}`;
  return `/v1/deliveries/${encodeURIComponent(id)}/distributions/${encodeURIComponent(name)}${query}`;
}

/** Writes and hashes the body of an answer. Returns whether all of it arrived. */
async function writeBody({ body }: Answer, digest: Hash, out: WriteStream): Promise<boolean> {
  const closed = new Promise<void>((resolve) => out.once('close', () => resolve()));
  try {
    await pipeline(isChunkStream(body) ? body : [], hashTransform(digest), out);
    return true;
  } catch (error) {
    if (isLocalFault(error)) throw error;
    await closed; // The size of the file is final only after the last write.
    return false;
  }
}

/** Recognises errors that no retry helps against: a full disk, or a folder that may not be written. */
function isLocalFault(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && ['open', 'write'].includes(String(error.syscall));
}

function hashTransform(digest: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      done(null, chunk);
    },
  });
}

async function computeDigest(path: string): Promise<Hash> {
  const digest = createHash('sha256');
  if (existsSync(path)) await pipeline(createReadStream(path), digest, { end: false });
  return digest;
}

function measureFile(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
