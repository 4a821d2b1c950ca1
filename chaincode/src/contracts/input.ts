import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';
import { Refusal } from '../model';

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();
const maxErrors = 20;

/** Parses a JSON text that must have a form. @throws INPUT_INVALID with at most 20 of its errors */
export function parseInput(text: string | undefined, schema: TSchema): unknown {
  const value = parse(text);
  const check = compile(schema);
  if (check.Check(value)) return value;
  const errors: { path: string; reason: string }[] = [];
  for (const { path, message, schema: broken } of check.Errors(value)) {
    errors.push({ path, reason: Array.isArray(broken['enum']) ? `is not one of ${broken['enum'].join(', ')}` : message });
    if (errors.length === maxErrors) break;
  }
  throw new Refusal('INPUT_INVALID', { errors });
}

function parse(text: string | undefined): unknown {
  try {
    return JSON.parse(text ?? '');
  } catch {
    throw new Refusal('INPUT_INVALID', { errors: [{ path: '', reason: 'is not JSON' }] });
  }
}

function compile(schema: TSchema): TypeCheck<TSchema> {
  const known = compiled.get(schema);
  if (known) return known;
  const check = TypeCompiler.Compile(schema);
  compiled.set(schema, check);
  return check;
}
