import type { Request } from 'express';

/** Returns the languages that a request asks for, the best first. */
export function readLanguages(request: Pick<Request, 'acceptsLanguages'>): readonly string[] {
  return request.acceptsLanguages().filter((language) => language !== '*');
}
