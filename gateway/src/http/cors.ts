import cors from 'cors';
import type { RequestHandler } from 'express';
import { heightHeader } from '../read-model/asked-view';

/** Lets pages of some origins call, with tokens that they hold themselves; cookies are never used. */
export function createCors(origins: string[]): RequestHandler {
  return cors({
    origin: origins,
    methods: ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'],
    allowedHeaders: ['Authorization', 'Content-Type', 'Idempotency-Key', 'Range', 'If-Range', 'If-None-Match', 'Last-Event-ID'],
    exposedHeaders: ['X-Request-Id', 'Retry-After', 'ETag', 'Content-Range', 'Content-Disposition', 'Repr-Digest', heightHeader],
    maxAge: 600,
  });
}
