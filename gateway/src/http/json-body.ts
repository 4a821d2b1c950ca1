import { isUtf8 } from 'node:buffer';
import express, { type Request, type RequestHandler, type Response } from 'express';
import { ExchangeError, inputLimits } from '@databund/model';
import { repeatedMember } from '../repeated-member';
import { malformed } from './validation';

/** Of a request’s JSON, after inflation: the most that any exchange takes. */
export const bodyLimitBytes = inputLimits.mostBytes;

const read: RequestHandler = express.raw({ limit: bodyLimitBytes, type: 'application/json' });

/**
 * Reads a request’s JSON into its `body`: after its caller is known, so that nothing of a stranger’s is parsed.
 * @throws INPUT_INVALID, MEDIA_TYPE_NOT_SUPPORTED, what the reader throws
 */
export async function readJsonBody(request: Request, response: Response): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    void read(request, response, (error?: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
  const bytes: unknown = request.body;
  if (!(bytes instanceof Buffer)) return;
  const [, charset = 'utf-8'] = /;\s*charset\s*=\s*"?([^\s;"]*)/i.exec(request.headers['content-type'] ?? '') ?? [];
  if (!/^utf-?8$/i.test(charset)) throw new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'charset' });
  request.body = bytes.length === 0 ? {} : parse(bytes);
}

/** JSON is UTF-8 (RFC 8259, §8.1), and says nothing twice. */
function parse(bytes: Buffer): unknown {
  if (!isUtf8(bytes)) throw malformed('is not UTF-8');
  const text = new TextDecoder().decode(bytes);
  const value = parseJson(text);
  const name = repeatedMember(text);
  if (name !== undefined) throw malformed(`has the member ${JSON.stringify(name.slice(0, 200))} twice`);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw malformed('is not JSON');
  }
}
