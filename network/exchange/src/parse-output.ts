import type { Static, TSchema } from '@sinclair/typebox';
import { Value } from '@sinclair/typebox/value';
import { SetupError } from './setup-error';

/** Parses the JSON that a program printed or a file holds. @throws SetupError OUTPUT_UNEXPECTED naming the first difference */
export function parseOutput<T extends TSchema>(source: string, schema: T, text: string): Static<T> {
  const output: unknown = JSON.parse(text);
  if (Value.Check(schema, output)) return output;
  const reason = describeDifference(schema, output);
  throw new SetupError(
    'OUTPUT_UNEXPECTED',
    `The JSON of ${source} is not what this version expects (${reason}). Run \`npm ci\` and \`npm run build\`.`,
  );
}

/** Describes the first difference between a value and a schema that it does not match. */
export function describeDifference(schema: TSchema, value: unknown): string {
  const [difference] = Value.Errors(schema, value);
  return difference ? `${difference.path || '/'}: ${difference.message}` : 'unknown format';
}
