import Ajv, { type ErrorObject, type ValidateFunction } from 'ajv';
import type { TSchema } from '@sinclair/typebox';
import { Refusal, formats } from '@databund/chaincode/model';

const ajv = new Ajv({ strict: true, allErrors: true, allowUnionTypes: true });
for (const [name, holds] of Object.entries(formats)) ajv.addFormat(name, holds);
const maxErrors = 20;
const compiled = new WeakMap<TSchema, ValidateFunction>();

/** Checks that a value has a form, unknown members refused. @throws INPUT_INVALID with at most 20 of its errors */
export function check(schema: TSchema, value: unknown): void {
  const validate = compile(schema);
  if (validate(value)) return;
  throw new Refusal('INPUT_INVALID', { errors: (validate.errors ?? []).slice(0, maxErrors).map(explain) });
}

/** The refusal of a request that is not even of the form of any. */
export function malformed(reason: string): Refusal {
  return new Refusal('INPUT_INVALID', { errors: [{ path: '', reason }] });
}

function compile(schema: TSchema): ValidateFunction {
  const known = compiled.get(schema);
  if (known) return known;
  const validate = ajv.compile(schema);
  compiled.set(schema, validate);
  return validate;
}

function explain({ instancePath, keyword, params, message = 'is not valid' }: ErrorObject): { path: string; reason: string } {
  if (keyword === 'additionalProperties')
    return { path: `${instancePath}/${String(params['additionalProperty'])}`, reason: 'is not known here' };
  if (keyword === 'required') return { path: `${instancePath}/${String(params['missingProperty'])}`, reason: 'is missing' };
  if (keyword === 'enum')
    return { path: instancePath, reason: `is not one of ${(params['allowedValues'] as readonly string[]).join(', ')}` };
  return { path: instancePath, reason: message };
}
