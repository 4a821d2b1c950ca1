import type { ErrorRequestHandler, Response } from 'express';
import { ExchangeError, errorTable } from '@databund/model';
import type { Logger } from 'pino';
import { bodyLimitBytes } from './json-body';
import { malformed } from './validation';

const problemType = 'https://databund.example/problems/';
/** Of every refusal’s body. */
export const problemMediaType = 'application/problem+json';

/** A refusal as a problem (RFC 9457): our code, what it means, what helps. */
export function problemOf(
  { code, details }: ExchangeError,
  { status, instance }: { readonly status: number; readonly instance: unknown },
): object {
  const { meaning, remedy } = errorTable[code];
  return { type: problemType + code, title: meaning, status, detail: remedy, code, details, instance };
}

/** Answers with a refusal. */
export function sendProblem(response: Response, refusal: ExchangeError): void {
  const { status, retry } = errorTable[refusal.code];
  if (retry === 'immediately') response.setHeader('Retry-After', '0');
  if (refusal.code === 'TOKEN_INVALID') response.setHeader('WWW-Authenticate', 'Bearer');
  const problem = problemOf(refusal, { status, instance: response.getHeader('X-Request-Id') });
  response.status(status).type(problemMediaType).send(JSON.stringify(problem));
}

/** Turns whatever a handler threw into a problem; what nobody expected is logged, and its text kept from the caller. */
export function problemHandler(log: Logger): ErrorRequestHandler {
  return (error: unknown, _request, response, next) => {
    const requestId = response.getHeader('X-Request-Id');
    if (response.headersSent) {
      log.warn({ err: error, requestId }, 'answer broken off');
      response.destroy(); // The caller must not take the part for the whole.
      next();
      return;
    }
    const refusal = findViolation(error);
    if (refusal.code === 'INTERNAL') log.error({ err: error, requestId }, 'request failed');
    sendProblem(response, refusal.code === 'INTERNAL' ? new ExchangeError('INTERNAL', { reference: requestId }) : refusal);
  };
}

/** What Express and its body parser throw, by the `type` they give it. */
const parserErrors: Readonly<Record<string, () => ExchangeError>> = {
  'entity.too.large': () => new ExchangeError('INPUT_TOO_LARGE', { limitBytes: bodyLimitBytes }),
  'encoding.unsupported': () => new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'content encoding' }),
  'request.size.invalid': () => malformed('is not as long as it says'),
  'request.aborted': () => malformed('was broken off'),
};

function findViolation(error: unknown): ExchangeError {
  if (error instanceof ExchangeError) return error;
  if (!(error instanceof Error)) return new ExchangeError('INTERNAL');
  const type = textOf(error, 'type');
  const made = Object.hasOwn(parserErrors, type) ? parserErrors[type]?.() : undefined;
  if (made) return made;
  if (textOf(error, 'code') === 'ECONNRESET') return malformed('was broken off');
  const isBad = error instanceof URIError || ('status' in error && error.status === 400);
  return isBad ? malformed('is not a valid request') : new ExchangeError('INTERNAL');
}

function textOf(error: Error, name: 'type' | 'code'): string {
  const value = (error as Error & Readonly<Partial<Record<typeof name, unknown>>>)[name];
  return typeof value === 'string' ? value : '';
}
