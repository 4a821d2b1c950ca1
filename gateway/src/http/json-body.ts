import express, { type Request, type RequestHandler, type Response } from 'express';
import { inputLimits } from '@databund/chaincode/model';

/** Of a request’s JSON, after inflation: the most that any exchange takes. */
export const bodyLimitBytes = inputLimits.mostBytes;

const parse: RequestHandler = express.json({ limit: bodyLimitBytes, strict: false });

/** Reads a request’s JSON into its `body`: after its caller is known, so that nothing of a stranger’s is parsed. @throws what the parser throws */
export function readJsonBody(request: Request, response: Response): Promise<void> {
  return new Promise((resolve, reject) => {
    parse(request, response, (error?: unknown) => (error instanceof Error ? reject(error) : resolve()));
  });
}
