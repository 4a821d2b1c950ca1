import Ajv, { type ValidateFunction } from 'ajv';
import type { Static, TSchema } from '@sinclair/typebox';
import { ExchangeError, listErrors, formats } from '@databund/model';

const ajv = new Ajv({ strict: true, allowUnionTypes: true });
for (const [name, isOfFormat] of Object.entries(formats)) ajv.addFormat(name, isOfFormat);
const validators = new WeakMap<TSchema, ValidateFunction>();

/** Checks a value against a schema; unknown members are rejected if the schema is closed. @throws INPUT_INVALID with at most 20 errors */
export function check<S extends TSchema>(schema: S, value: unknown): asserts value is Static<S> {
  if (getValidator(schema)(value)) return;
  const errors = listErrors(schema, value);
  throw errors.length > 0 ? new ExchangeError('INPUT_INVALID', { errors }) : createMalformedError('does not match the schema');
}

/** Returns a value whose schema is known, such as an answer of the ledger. @throws INTERNAL if it does not match */
export function parse<S extends TSchema>(schema: S, value: unknown): Static<S> {
  if (isValid(schema, value)) return value;
  throw new ExchangeError('INTERNAL', {
    reason: 'An answer of the ledger has another form than declared.',
    errors: listErrors(schema, value),
  });
}

/** Tells whether a value matches a schema. */
export function isValid<S extends TSchema>(schema: S, value: unknown): value is Static<S> {
  return getValidator(schema)(value);
}

/** Returns the error for a request as a whole, without a path into its body. */
export function createMalformedError(reason: string): ExchangeError {
  return createInputError('', reason);
}

/** Returns the error for one member of a request, by its path such as `/limit`. */
export function createInputError(path: string, reason: string): ExchangeError {
  return new ExchangeError('INPUT_INVALID', { errors: [{ path, reason }] });
}

function getValidator(schema: TSchema): ValidateFunction {
  const known = validators.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  validators.set(schema, validate);
  return validate;
}
