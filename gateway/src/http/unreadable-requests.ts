import { randomUUID } from 'node:crypto';
import { STATUS_CODES, maxHeaderSize, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Logger } from 'pino';
import { ExchangeError } from '@databund/model';
import { createProblem, problemMediaType } from './problems';
import { createMalformedError } from './validation';

/** Answers requests that the server's parser cannot read, and closes their connection: the next request has no known beginning. */
export function answerUnreadable(server: Server, log: Logger): void {
  const responses = new WeakMap<object, ServerResponse>();
  server.prependListener('request', ({ socket }, response) => responses.set(socket, response));
  server.on('clientError', (error: NodeJS.ErrnoException, socket: Socket) => {
    const response = responses.get(socket);
    const isStarted = response !== undefined && response.headersSent && !response.writableFinished;
    if (!socket.writable || error.code === 'ECONNRESET' || isStarted) {
      socket.destroy();
      return;
    }
    const requestId = randomUUID();
    const { status, problem } = explain(error.code);
    log.info({ requestId, status, reason: error.code }, 'unreadable request');
    socket.end(answerOf(status, JSON.stringify(createProblem(problem, { status, instance: requestId }))), () => socket.destroySoon());
  });
}

function explain(code: string | undefined): { readonly status: number; readonly problem: ExchangeError } {
  if (code === 'HPE_HEADER_OVERFLOW') return { status: 431, problem: new ExchangeError('INPUT_TOO_LARGE', { limitBytes: maxHeaderSize }) };
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT') return { status: 408, problem: createMalformedError('did not end in time') };
  return { status: 400, problem: createMalformedError('is not an HTTP/1.1 request') };
}

function answerOf(status: number, body: string): string {
  const head = [
    `HTTP/1.1 ${String(status)} ${STATUS_CODES[status] ?? ''}`,
    'Connection: close',
    'Cache-Control: no-store',
    `Content-Type: ${problemMediaType}`,
    `Content-Length: ${String(Buffer.byteLength(body))}`,
    'X-Content-Type-Options: nosniff',
    "Content-Security-Policy: default-src 'none'",
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}
