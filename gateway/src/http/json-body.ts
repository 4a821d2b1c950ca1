import express, { type Request, type RequestHandler, type Response } from 'express';

/** Of a request’s JSON, after inflation. */
export const bodyLimitBytes = 256 * 1024;

const parse: RequestHandler = express.json({ limit: bodyLimitBytes, strict: false });

/** Reads a request’s JSON into its `body`: after its caller is known, so that nothing of a stranger’s is parsed. @throws what the parser throws */
export function readJsonBody(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
}
