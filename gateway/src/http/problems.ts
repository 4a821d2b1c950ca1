import type { ErrorRequestHandler, Response } from 'express';
import { Refusal, errorTable } from '@databund/chaincode/model';
import type { Logger } from 'pino';

const problemType = 'https://databund.example/problems/';

/** Answers a refusal as a problem (RFC 9457): our code, what it means, what helps. */
export function sendProblem(response: Response, { code, details }: Refusal): void {
  const { status, meaning, remedy, retry } = errorTable[code];
  if (retry === 'at once') response.setHeader('Retry-After', '0');
  if (code === 'TOKEN_INVALID') response.setHeader('WWW-Authenticate', 'Bearer');
  const problem = {
    type: problemType + code,
    title: meaning,
    status,
    detail: remedy,
    code,
    details,
    instance: response.getHeader('X-Request-Id'),
  };
  response.status(status).type('application/problem+json').send(JSON.stringify(problem));
}

/** Turns whatever a handler threw into a problem; what nobody expected is logged, and its text kept from the caller. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    if (response.headersSent) {
      next(error);
      return;
    }
    const refusal = refusalOf(error);
    if (refusal.code !== 'INTERNAL') {
      sendProblem(response, refusal);
      return;
    }
    log.error({ err: error, requestId: response.getHeader('X-Request-Id') }, 'request failed');
    sendProblem(response, new Refusal('INTERNAL', { reference: response.getHeader('X-Request-Id') }));
  };
}

/** What Express and its body parser throw, by the `type` they give it. */
const parserErrors: Readonly<Record<string, () => Refusal>> = {
  'entity.too.large': () => new Refusal('INPUT_TOO_LARGE', { limitBytes: 262_144 }),
  'entity.parse.failed': () => malformed('is not JSON'),
  'encoding.unsupported': () => new Refusal('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'content encoding' }),
  'charset.unsupported': () => new Refusal('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'charset' }),
  'request.size.invalid': () => malformed('is not as long as it says'),
  'request.aborted': () => malformed('was broken off'),
};

function refusalOf(error: unknown): Refusal {
  if (error instanceof Refusal) return error;
  if (error instanceof URIError) return malformed('is not a valid address');
  const type = error instanceof Error && 'type' in error && typeof error.type === 'string' ? error.type : '';
  const made = Object.hasOwn(parserErrors, type) ? parserErrors[type]?.() : undefined;
  return made ?? new Refusal(isBadRequest(error) ? 'INPUT_INVALID' : 'INTERNAL');
}

function isBadRequest(error: unknown): boolean {
  return error instanceof Error && 'status' in error && error.status === 400;
}

function malformed(reason: string): Refusal {
  return new Refusal('INPUT_INVALID', { errors: [{ path: '', reason }] });
}
