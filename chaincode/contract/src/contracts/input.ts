import type { TSchema } from '@sinclair/typebox';
import { ExchangeError, errorsIn, inputLimits, keys, type Reader } from '@databund/model';

/** Refuses what is larger than the exchange takes; what is smaller than any limit is taken without reading which one it has set. @throws INPUT_TOO_LARGE */
export async function limitInput(reader: Reader, sizeBytes: number): Promise<void> {
  if (sizeBytes <= inputLimits.leastBytes) return;
  const exchange = await reader.find(keys.exchange());
  const limitBytes = exchange?.parameters.inputLimitBytes ?? inputLimits.mostBytes;
  if (sizeBytes > limitBytes) throw new ExchangeError('INPUT_TOO_LARGE', { limitBytes });
}

/** Parses a JSON text that must have a form. @throws INPUT_INVALID with at most 20 of its errors */
export function parseInput(text: string | undefined, schema: TSchema): unknown {
  const value = parse(text);
  const errors = errorsIn(schema, value);
  if (errors.length > 0) throw new ExchangeError('INPUT_INVALID', { errors });
  return value;
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new ExchangeError('INPUT_INVALID', { errors: [{ path: '', reason: 'is not JSON' }] });
  }
}
