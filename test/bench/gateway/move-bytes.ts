import { once } from 'node:events';
import { request, type IncomingMessage } from 'node:http';
import { TestError } from '../../support/test-error';

/** An address at which bytes are stored or read, with the headers of the request. */
export interface Place {
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Uploads bytes, and returns how many MiB a second. @throws TestError UNEXPECTED_ANSWER */
export async function upload({ url, headers }: Place, bytes: Buffer): Promise<number> {
  const started = performance.now();
  const sending = request(url, { method: 'PUT', headers: { ...headers, 'content-length': bytes.length } });
  sending.end(bytes);
  const [answer] = (await once(sending, 'response')) as [IncomingMessage]; // `as`: a response has one argument.
  requireStatus(answer, 201);
  answer.resume();
  await once(answer, 'end');
  return computeRate(bytes.length, started);
}

/** Downloads bytes, and returns how many MiB a second. @throws TestError UNEXPECTED_ANSWER if others come */
export async function download({ url, headers }: Place, bytes: Buffer): Promise<number> {
  const started = performance.now();
  const asking = request(url, { headers });
  asking.end();
  const [answer] = (await once(asking, 'response')) as [IncomingMessage]; // `as`: a response has one argument.
  requireStatus(answer, 200);
  let received = 0;
  answer.on('data', (chunk: Buffer) => (received += chunk.length));
  await once(answer, 'end');
  if (received !== bytes.length)
    throw new TestError('UNEXPECTED_ANSWER', `${String(received)} bytes came, ${String(bytes.length)} expected.`);
  return computeRate(received, started);
}

function requireStatus({ statusCode }: IncomingMessage, expected: number): void {
  if (statusCode !== expected)
    throw new TestError('UNEXPECTED_ANSWER', `The status is ${String(statusCode)}, ${String(expected)} expected.`);
}

function computeRate(bytes: number, startedMs: number): number {
  return bytes / 1_048_576 / ((performance.now() - startedMs) / 1_000);
}
