import Ajv, { type ValidateFunction } from 'ajv';
import type { TSchema } from '@sinclair/typebox';
import { ExchangeError, errorsIn, formats } from '@databund/model';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
for (const [name, holds] of Object.entries(formats)) ajv.addFormat(name, holds);
const compiled = new WeakMap<TSchema, ValidateFunction>();

/** Checks that a value has a form, unknown members refused. @throws INPUT_INVALID with at most 20 of its errors */
export function check(schema: TSchema, value: unknown): void {
  if (compile(schema)(value)) return;
  const errors = errorsIn(schema, value);
  throw errors.length > 0 ? new ExchangeError('INPUT_INVALID', { errors }) : malformed('does not have the form asked for');
}

/** The refusal of a request that is not even of the form of any. */
export function malformed(reason: string): ExchangeError {
  return new ExchangeError('INPUT_INVALID', { errors: [{ path: '', reason }] });
}

function compile(schema: TSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}
