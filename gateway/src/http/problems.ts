import { isNativeError } from 'node:util/types';
import type { ErrorRequestHandler, Response } from 'express';
import { ExchangeError, errorTable } from '@databund/model';
import type { Logger } from 'pino';
import { withCause } from '../with-cause';
import { isDamage } from '../read-model/guarded-store';
import type { ReadModel } from '../read-model/read-model';
import { bodyLimitBytes } from './json-body';
import { noteRequest } from './request-notes';
import { createMalformedError } from './validation';

/** Errors of the file system if nothing more can be written. */
const fullDisk: readonly string[] = ['ENOSPC', 'EDQUOT', 'EROFS'];
const problemType = 'https://databund.example/problems/';
/** A gateway that is behind reads many blocks in this time. */
const rowsRetrySeconds = '2';
/** The media type of every error answer. */
export const problemMediaType = 'application/problem+json';

/** Returns an error as a problem (RFC 9457): its code, meaning, remedy and details. */
export function createProblem(
  { code, details }: ExchangeError,
  { status, instance }: { readonly status: number; readonly instance: unknown },
): object {
  const { meaning, remedy } = errorTable[code];
  return { type: problemType + code, title: meaning, status, detail: remedy, code, details, instance };
}

/** Answers with an error; with another status than its own if the protocol asks for one. */
export function sendProblem(response: Response, error: ExchangeError, status: number = errorTable[error.code].status): void {
  const { retry } = errorTable[error.code];
  const { transactionId, retryAfterSeconds } = error.details;
  noteRequest(response.req, { code: error.code, ...(typeof transactionId === 'string' && { transactionId }) });
  response.setHeader('Cache-Control', 'no-store');
  if (retry === 'immediately') response.setHeader('Retry-After', '0');
  if (typeof retryAfterSeconds === 'number') response.setHeader('Retry-After', String(retryAfterSeconds));
  if (error.code === 'READ_MODEL_BEHIND') response.setHeader('Retry-After', rowsRetrySeconds);
  if (error.code === 'TOKEN_INVALID') response.setHeader('WWW-Authenticate', 'Bearer');
  const problem = createProblem(error, { status, instance: response.getHeader('X-Request-Id') });
  response.status(status).type(problemMediaType).send(JSON.stringify(problem));
}

/** Answers with the problem for an error that a handler threw. The text of an unexpected one is logged, and not sent to the caller. */
export function createProblemHandler(log: Logger, rows?: Pick<ReadModel, 'reportDamage'>): ErrorRequestHandler {
  return (thrown: unknown, _request, response, next) => {
    rows?.reportDamage(thrown);
    const requestId = response.getHeader('X-Request-Id');
    if (response.headersSent) {
      log.warn({ err: thrown, requestId }, 'answer broken off');
      response.destroy(); // Otherwise the caller could take a part for the whole.
      next();
      return;
    }
    const error = isDamage(thrown) ? new ExchangeError('READ_MODEL_BEHIND', { height: 0 }) : toExchangeError(thrown);
    if (error.code === 'INTERNAL') log.error({ err: thrown, details: error.details, requestId }, 'request failed');
    else if (error.cause !== undefined) log.warn({ err: error.cause, code: error.code, requestId }, 'request failed outside the gateway');
    sendProblem(response, error.code === 'INTERNAL' ? new ExchangeError('INTERNAL', { reference: requestId }) : error);
  };
}

/** The errors of Express's body parser, by their `type`. */
const parserErrors: Readonly<Record<string, (error: Error) => ExchangeError>> = {
  'entity.too.large': (error) => new ExchangeError('INPUT_TOO_LARGE', { limitBytes: 'limit' in error ? error.limit : bodyLimitBytes }),
  'encoding.unsupported': () => new ExchangeError('MEDIA_TYPE_NOT_SUPPORTED', { reason: 'content encoding' }),
  'request.size.invalid': () => createMalformedError('is not as long as its Content-Length'),
  'request.aborted': () => createMalformedError('was broken off'),
};

function toExchangeError(error: unknown): ExchangeError {
  if (error instanceof ExchangeError) return error;
  if (!isNativeError(error)) return new ExchangeError('INTERNAL');
  const type = getText(error, 'type');
  const made = Object.hasOwn(parserErrors, type) ? parserErrors[type]?.(error) : undefined;
  if (made) return made;
  return readSystemError(error, getText(error, 'code'));
}

function readSystemError(error: Error, code: string): ExchangeError {
  if (code === 'ECONNRESET') return createMalformedError('was broken off');
  if (fullDisk.includes(code)) return withCause(new ExchangeError('STORAGE_FULL'), error);
  const isBad = error instanceof URIError || ('status' in error && error.status === 400);
  return isBad ? createMalformedError('is not a valid request') : new ExchangeError('INTERNAL');
}

function getText(error: Error, name: 'type' | 'code'): string {
  const value: unknown = Object.entries(error).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : '';
}
