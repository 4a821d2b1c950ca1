import { request as requestPlain, type IncomingMessage } from 'node:http';
import { request as requestSecure } from 'node:https';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ReadableStream } from 'node:stream/web';
import { makeInputError } from '../core/databund-error';
import type { Answer, Sending } from '../core/connection';

/**
 * Sends one request with node:http. It can replace `fetch` in a program that runs for a moment: loading fetch costs Node 20 as much time
 * as seven starts of Node.
 */
export function sendByHttp(address: URL, { method, headers, body, signal }: Sending): Promise<Answer> {
  const send = address.protocol === 'https:' ? requestSecure : requestPlain;
  return new Promise((resolve, reject) => {
    const request = send(address, { method, headers, ...(signal && { signal }) }, (response) => resolve(answerOf(response)));
    request.on('error', reject);
    if (body === undefined || typeof body === 'string' || body instanceof Uint8Array) request.end(body);
    else if (body instanceof ReadableStream) pipeline(Readable.fromWeb(body), request).catch(reject);
    else reject(makeInputError('/body', 'is neither text, bytes nor a stream'));
  });
}

function answerOf(response: IncomingMessage): Answer {
  const { statusCode: status = 0 } = response;
  return {
    ok: status >= 200 && status < 300,
    status,
    body: response,
    headers: { get: (name) => [response.headers[name.toLowerCase()]].flat().join(', ') || null },
    json: () => readJson(response),
    arrayBuffer: async () => new Uint8Array(await readBytes(response)).buffer,
  };
}

async function readJson(response: IncomingMessage): Promise<unknown> {
  return JSON.parse((await readBytes(response)).toString('utf8'));
}

async function readBytes(response: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of response) chunks.push(chunk);
  return Buffer.concat(chunks);
}
