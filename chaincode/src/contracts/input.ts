import type { TSchema } from '@sinclair/typebox';
import { Refusal, errorsIn } from '../model';

/** Parses a JSON text that must have a form. @throws INPUT_INVALID with at most 20 of its errors */
export function parseInput(text: string | undefined, schema: TSchema): unknown {
  const value = parse(text);
  const errors = errorsIn(schema, value);
  if (errors.length > 0) throw new Refusal('INPUT_INVALID', { errors });
  return value;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new Refusal('INPUT_INVALID', { errors: [{ path: '', reason: 'is not JSON' }] });
  }
}
