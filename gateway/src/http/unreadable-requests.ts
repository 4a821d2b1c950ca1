import { randomUUID } from 'node:crypto';
import { STATUS_CODES, maxHeaderSize, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { ExchangeError } from '@databund/model';
import { problemOf, problemMediaType } from './problems';
import { malformed } from './validation';

/** What the server’s parser cannot read becomes a problem like any other; the connection ends, since nobody knows where a next request would begin. */
export function answerUnreadable(server: Server, log: Logger): void {
  const answering = new WeakMap<object, ServerResponse>();
  server.prependListener('request', ({ socket }, response) => answering.set(socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const response = answering.get(socket);
    const isUnderWay = response !== undefined && response.headersSent && !response.writableFinished;
    if (!socket.writable || error.code === 'ECONNRESET' || isUnderWay) {
      socket.destroy();
      return;
    }
    const requestId = randomUUID();
    const { status, refusal } = explain(error.code);
    log.info({ requestId, status, reason: error.code }, 'unreadable request');
    socket.end(answerOf(status, JSON.stringify(problemOf(refusal, { status, instance: requestId }))), () => socket.destroySoon());
  });
}

function explain(code: string | undefined): { readonly status: number; readonly refusal: ExchangeError } {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, refusal: new ExchangeError('INPUT_TOO_LARGE', { limitBytes: maxHeaderSize }) };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, refusal: malformed('did not come to its end in time') };
  return { status: 400, refusal: malformed('is not a request of HTTP/1.1') };
}

function answerOf(status: number, body: string): string {
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'X-Content-Type-Options: nosniff',
    "Content-Security-Policy: default-src 'none'",
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
