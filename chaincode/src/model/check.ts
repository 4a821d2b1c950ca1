import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler, type TypeCheck } from '@sinclair/typebox/compiler';

/** What is wrong with a value: where, as a JSON Pointer, and why. */
export interface FormError {
  readonly path: string;
  readonly reason: string;
}

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();
const maxErrors = 20;

/** At most 20 things that keep a value from having a form; none where it has it. */
export function errorsIn(schema: TSchema, value: unknown): readonly FormError[] {
  const check = compile(schema);
  if (check.Check(value)) return [];
  const errors: FormError[] = [];
  for (const { path, message, schema: broken } of check.Errors(value)) {
    errors.push({ path, reason: Array.isArray(broken['enum']) ? `is not one of ${broken['enum'].join(', ')}` : message });
    if (errors.length === maxErrors) break;
  }
  return errors;
}

function compile(schema: TSchema): TypeCheck<TSchema> {
  const known = compiled.get(schema);
  if (known) return known;
  const check = TypeCompiler.Compile(schema);
  compiled.set(schema, check);
  return check;
}
