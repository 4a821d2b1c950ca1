import { closeSync, createReadStream, openSync, readSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { createGunzip } from 'node:zlib';
import { isEncoding } from '../../charset';
import { DocumentFault } from './document-fault';

const headBytes = 65_536;

/**
 * Yields the text of a file, unpacked if it is gzip. Bytes must be UTF-8, UTF-16 with a byte order mark, what an XML declaration says, or
 * what the user named. @throws DocumentFault
 */
export async function* readTextChunks(path: string, encoding?: string): AsyncGenerator<string> {
  const stream: AsyncIterable<Uint8Array> = isGzip(path) ? createReadStream(path).pipe(createGunzip()) : createReadStream(path);
  let decoder: TextDecoder | undefined;
  let line = 1;
  try {
    for await (const chunk of stream) {
      decoder ??= makeDecoder(chunk, encoding);
      const text = decoder.decode(chunk, { stream: true });
      line += countLines(text);
      yield text;
    }
    const rest = decoder?.decode() ?? '';
    if (rest !== '') yield rest;
  } catch (error) {
    throw toFault(error, line, encoding);
  }
}

/** Yields the lines of a file. */
export async function* splitLines(file: string, encoding?: string): AsyncGenerator<string> {
  let parts: string[] = [];
  for await (const chunk of readTextChunks(file, encoding)) {
    const [first = '', ...others] = chunk.split('\n');
    parts.push(first);
    const last = others.pop();
    if (last === undefined) continue;
    yield parts.join('');
    yield* others;
    parts = [last];
  }
  yield parts.join('');
}

/** Returns the whole text of a file, of at most `limitBytes` characters. @throws DocumentFault */
export async function readText(path: string, encoding?: string, limitBytes = 512 * 1024 * 1024): Promise<string> {
  const chunks: string[] = [];
  let size = 0;
  for await (const chunk of readTextChunks(path, encoding)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > limitBytes)
      throw new DocumentFault(`is larger than ${String(limitBytes)} characters, and this format is read as a whole`, 1);
  }
  return chunks.join('');
}

/** Returns the first characters of a file, unpacked. */
export async function readHead(path: string, encoding?: string): Promise<string> {
  const chunks: string[] = [];
  let size = 0;
  for await (const chunk of readTextChunks(path, encoding)) {
    chunks.push(chunk);
    size += chunk.length;
    if (size >= headBytes) break;
  }
  return chunks.join('').slice(0, headBytes);
}

function makeDecoder(chunk: Uint8Array, encoding: string | undefined): TextDecoder {
  const [first, second] = chunk;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le', { fatal: true });
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be', { fatal: true });
  const named = encoding ?? findDeclared(Buffer.from(chunk.subarray(0, 200)).toString('latin1'));
  return new TextDecoder(named !== undefined && isEncoding(named) ? named : 'utf-8', { fatal: true });
}

function findDeclared(head: string): string | undefined {
  return /^<\?xml\s[^>]*?\bencoding\s*=\s*["']([\w.:-]+)["']/.exec(head)?.[1];
}

function isGzip(path: string): boolean {
  const bytes = Buffer.alloc(2);
  const file = openSync(path, 'r');
  try {
    readSync(file, bytes, 0, 2, 0);
  } finally {
    closeSync(file);
  }
  return bytes[0] === 0x1f && bytes[1] === 0x8b;
}

/** Counts the line breaks of a text. */
export function countLines(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}

function toFault(error: unknown, line: number, encoding = 'UTF-8'): unknown {
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : '';
  if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA') return new DocumentFault(describeEncoding(encoding), line);
  return code.startsWith('Z_') ? new DocumentFault('is a broken gzip file', line) : error;
}

function describeEncoding(encoding: string): string {
  return `is not ${encoding}: name its encoding with --encoding, such as gbk or iso-8859-1`;
}
