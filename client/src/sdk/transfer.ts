import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync, statSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Connection } from './connection';
import { DatabundError } from './databund-error';

/** A file of a listing version, or of a delivery. */
export interface HeldFile {
  readonly name: string;
  readonly byteSize: number;
  readonly hash: { readonly value: string };
}

const maxResumes = 5;

/** Leaves a file’s bytes with the provider’s gateway; they must be those that the listing describes. @throws HASH_MISMATCH */
export async function uploadFile(
  connection: Connection,
  listing: { readonly id: string; readonly version: number },
  name: string,
  path: string,
): Promise<void> {
  await connection.json({
    method: 'PUT',
    path: `/v1/listings/${listing.id}/versions/${String(listing.version)}/distributions/${encodeURIComponent(name)}`,
    headers: { 'content-type': 'application/octet-stream', 'content-length': String(statSync(path).size) },
    body: Readable.toWeb(createReadStream(path)),
    isSafe: false,
  });
}

/** Fetches a file under an open delivery, going on where a break left it. Only the right bytes get the file’s name. @throws HASH_MISMATCH */
export async function downloadFile(connection: Connection, delivery: string, file: HeldFile, to: string): Promise<void> {
  const part = `${to}.part`;
  for (let attempt = 1; partSize(part) < file.byteSize || attempt === 1; attempt += 1) {
    try {
      await fetchRest(connection, delivery, file, part);
    } catch (error) {
      if (error instanceof DatabundError || attempt >= maxResumes) throw error;
    }
  }
  const value = await hashOfFile(part);
  if (value !== file.hash.value) {
    await rm(part, { force: true });
    throw new DatabundError('HASH_MISMATCH', { name: file.name, expected: file.hash.value, received: value });
  }
  await rename(part, to);
}

/** SHA-256 of a file, lower-case hex. */
export async function hashOfFile(path: string): Promise<string> {
  const digest = createHash('sha256');
  for await (const chunk of createReadStream(path)) digest.update(chunk as Buffer);
  return digest.digest('hex');
}

async function fetchRest(connection: Connection, delivery: string, { name, byteSize }: HeldFile, part: string): Promise<void> {
  const start = partSize(part);
  if (start >= byteSize && byteSize > 0) return;
  const path = `/v1/deliveries/${delivery}/distributions/${encodeURIComponent(name)}`;
  const response = await connection.response({
    method: 'GET',
    path,
    headers: start > 0 ? { range: `bytes=${String(start)}-` } : {},
    isSafe: true,
  });
  const flags = start > 0 && response.status === 206 ? 'a' : 'w';
  const body = response.body ? Readable.fromWeb(response.body) : Readable.from([]);
  await pipeline(body, new Transform({ transform: (chunk, _, done) => done(null, chunk) }), createWriteStream(part, { flags }));
}

function partSize(part: string): number {
  return existsSync(part) ? statSync(part).size : 0;
}
