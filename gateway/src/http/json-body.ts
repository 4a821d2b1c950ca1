import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { ExchangeError, inputLimits } from '@databund/model';
import { findRepeatedMember } from '../repeated-member';
import { createMalformedError } from './validation';

/** The largest JSON body after inflation: the most that any exchange accepts. */
export const bodyLimitBytes = inputLimits.mostBytes;

const createReader = (limit: number): RequestHandler => express.raw({ limit, type: 'application/json' });
const readRaw = createReader(bodyLimitBytes);
/** Bounds what is read of a caller that is not known yet. */
const readSmall = createReader(1024);

/**
 * Reads the JSON of a request into its `body`. Runs after authentication, so that nothing of an unknown caller is parsed.
 * @throws INPUT_INVALID, MEDIA_TYPE_NOT_SUPPORTED, and what the body reader throws
 */
export function readJsonBody(request: Request, response: Response): Promise<void> {
  return readWith(readRaw, request, response);
}

/** Like `readJsonBody`, for a caller without a token: the body is at most 1 KiB. */
export function readSmallBody(request: Request, response: Response): Promise<void> {
  return readWith(readSmall, request, response);
}

async function readWith(reader: RequestHandler, request: Request, response: Response): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    void reader(request, response, (error?: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
  const bytes: unknown = request.body;
  if (!(bytes instanceof Buffer)) return;
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '') ?? [];
  if (!/^utf-?8$/i.test(charset)) throw new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'charset' });
  request.body = bytes.length === 0 ? {} : parseStrictly(bytes);
}

/** JSON is UTF-8 (RFC 8259, section 8.1), and no object repeats a member. */
function parseStrictly(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw createMalformedError('is not UTF-8');
  const text = new TextDecoder().decode(bytes);
  const value = parseJson(text);
  const name = findRepeatedMember(text);
  if (name !== undefined) throw createMalformedError(`has the member ${JSON.stringify(name.slice(0, 200))} twice`);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw createMalformedError('is not JSON');
  }
}
