import { createHash, type Hash } from 'node:crypto';
import { accessSync, constants, createReadStream, createWriteStream, existsSync, statSync, type WriteStream } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { FileName, errorsIn } from '@databund/model';
import type { Connection } from './connection';
import { DatabundError, wrongInput } from './databund-error';

/** A file of a listing version, or of a delivery. */
export interface HeldFile {
  readonly name: string;
  readonly byteSize: number;
  readonly hash: { readonly value: string };
}

/** A delivery: its id, and its provider, who is told to a gateway that does not hold the buyer’s identity. */
export type Delivered = string | { readonly id: string; readonly provider: string };

const maxFruitless = 5;

/** Refuses what is no file’s name: it would lead to another address, or out of the folder that is written to. @throws DatabundError INPUT_INVALID */
export function requireFileName(name: string): void {
  if (errorsIn(FileName, name).length > 0) throw wrongInput('/name', `is not the name of a file: ${JSON.stringify(name)}`);
}

/** Leaves a file’s bytes with the provider’s gateway; they must be those that the listing describes. @throws HASH_MISMATCH, INPUT_INVALID */
export async function uploadFile(
  connection: Connection,
  { id, version }: { readonly id: string; readonly version: number },
  name: string,
  path: string,
): Promise<void> {
  requireFileName(name);
  const byteSize = requireReadable(path);
  await connection.json({
    method: 'PUT',
    path: `/v1/listings/${encodeURIComponent(id)}/versions/${String(version)}/distributions/${encodeURIComponent(name)}`,
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(byteSize) },
    body: () => Readable.toWeb(createReadStream(path)),
  });
}

/** The size of a file whose bytes can be read. @throws INPUT_INVALID */
function requireReadable(path: string): number {
  try {
    accessSync(path, constants.R_OK);
  } catch {
    throw wrongInput('/path', `is not there, or may not be read: ${path}`);
  }
  const found = statSync(path);
  if (!found.isFile()) throw wrongInput('/path', `is no regular file: ${path}`);
  return found.size;
}

/**
 * Fetches a file under an open delivery, going on where a break left it. Bytes are hashed as they are written, beside their place
 * (`.part`); only the right ones get the file’s name. What is there already is not fetched. @throws HASH_MISMATCH, INPUT_INVALID, NETWORK_UNAVAILABLE
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

/** Says whether a file has come to its place. @throws INPUT_INVALID where another one is there: it is not written over */
export async function isFetched(file: HeldFile, to: string): Promise<boolean> {
  if (!existsSync(to)) return false;
  const isSame = statSync(to).isFile() && (await hashOfFile(to)) === file.hash.value;
  if (!isSame) throw wrongInput('/to', `is something else, and is not written over: ${to}`);
  return true;
}

/** SHA-256 of a file, lower-case hex. */
export async function hashOfFile(path: string): Promise<string> {
  return (await hashSoFar(path)).digest('hex');
}

/** What of a file is here: its size and hash, and whether the way broke before its end. */
interface Received {
  readonly size: number;
  readonly value: string;
  readonly isBroken: boolean;
}

async function fetchRest(connection: Connection, delivery: Delivered, { name, byteSize }: HeldFile, part: string): Promise<Received> {
  const start = sizeOf(part);
  const kept = await hashSoFar(part);
  if (start > 0 && start >= byteSize) return { size: start, value: kept.digest('hex'), isBroken: false };
  const response = await connection.response({
    method: 'GET',
    path: addressOf(delivery, name),
    headers: start > 0 ? { range: `bytes=${String(start)}-` } : {},
  });
  const goesOn = start > 0 && response.status === 206;
  const digest = goesOn ? kept : createHash('sha256');
  const isWhole = await write(response, digest, createWriteStream(part, { flags: goesOn ? 'a' : 'w' }));
  return { size: sizeOf(part), value: isWhole ? digest.digest('hex') : '', isBroken: !isWhole };
}

function addressOf(delivery: Delivered, name: string): string {
  const { id, provider } = typeof delivery === 'string' ? { id: delivery, provider: undefined } : delivery;
  const query = provider === undefined ? '' : `?${new URLSearchParams({ provider }).toString()}`;
  return `/v1/deliveries/${encodeURIComponent(id)}/distributions/${encodeURIComponent(name)}${query}`;
}

/** Writes an answer’s bytes and hashes them; says whether they came to their end. */
async function write(response: Response, digest: Hash, out: WriteStream): Promise<boolean> {
  const closed = new Promise<void>((resolve) => out.once('close', () => resolve()));
  try {
    await pipeline(response.body ? Readable.fromWeb(response.body) : Readable.from([]), hashing(digest), out);
    return true;
  } catch (error) {
    if (isOfThisMachine(error)) throw error;
    await closed; // A write may be under way: what is kept is known only then.
    return false;
  }
}

/** A full disk, a folder that may not be written: no retry helps. */
function isOfThisMachine(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && ['open', 'write'].includes(String(error.syscall));
}

function hashing(digest: Hash): Transform {
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      digest.update(chunk);
      done(null, chunk);
    },
  });
}

async function hashSoFar(path: string): Promise<Hash> {
  const digest = createHash('sha256');
  if (existsSync(path)) for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest;
}

function sizeOf(path: string): number {
  return existsSync(path) ? statSync(path).size : 0;
}
