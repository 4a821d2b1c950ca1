import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler';
import { formatReasons } from './forms';

/** One error in a value: its place as a JSON Pointer, and the reason. */
export interface FormError {
  readonly path: string;
  readonly reason: string;
}

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();
const maxErrors = 20;
/** The most errors considered in each of several alternative forms. */
const maxErrorsOfForm = 200;

/** Returns at most 20 errors of a value against a form, one per place; none if it matches. */
export function listErrors(schema: TSchema, value: unknown): readonly FormError[] {
  const check = compile(schema);
  if (check.Check(value)) return [];
  const reasons = new Map<string, string>();
  for (const { path, reason } of explain(check.Errors(value))) {
    if (!reasons.has(path)) reasons.set(path, reason);
    if (reasons.size === maxErrors) break;
  }
  return [...reasons].map(([path, reason]) => ({ path, reason }));
}

/** Reduces the errors of alternative forms to those of the form that the value's constant members select. */
function* explain(errors: Iterable<ValueError>): Generator<FormError> {
  for (const error of errors) {
    const forms = error.errors.map((each) => getFirst(each));
    const selected = forms.filter((each) => !each.some(isOfConstant));
    const constants = forms.flatMap((each) => each.filter(isOfConstant).slice(0, 1));
    const [constant] = constants;
    if (selected.length === 1) yield* explain(selected.flat());
    else if (constant && selected.length === 0)
      yield { path: constant.path, reason: describeChoice(constants.map(({ schema }) => schema['const'] as unknown)) };
    else yield { path: error.path, reason: describeReason(error) };
  }
}

function getFirst(errors: Iterable<ValueError>): readonly ValueError[] {
  const first: ValueError[] = [];
  for (const error of errors) if (first.push(error) === maxErrorsOfForm) break;
  return first;
}

function isOfConstant({ type }: ValueError): boolean {
  return type === ValueErrorType.Literal;
}

function describeReason({ type, message, schema, value }: ValueError): string {
  const { enum: words, format, description, pattern } = schema;
  if (value === undefined) return 'is missing';
  if (Array.isArray(words)) return describeChoice(words);
  switch (type) {
    case ValueErrorType.StringFormat:
      return formatReasons[String(format)] ?? message;
    case ValueErrorType.StringPattern:
      return `does not match: ${description ?? String(pattern)}`;
    default:
      return reasonsByType[type]?.(schema) ?? message;
  }
}

/** The reasons by kind of error. */
const reasonsByType: Readonly<Partial<Record<ValueErrorType, (schema: TSchema) => string>>> = {
  [ValueErrorType.ObjectAdditionalProperties]: () => 'is not a known member',
  [ValueErrorType.Union]: () => 'matches none of the permitted forms',
  [ValueErrorType.Literal]: ({ const: value }) => `is not ${String(value)}`,
  [ValueErrorType.String]: () => 'is not a string',
  [ValueErrorType.Integer]: () => 'is not an integer',
  [ValueErrorType.Boolean]: () => 'is not a boolean',
  [ValueErrorType.Array]: () => 'is not an array',
  [ValueErrorType.Object]: () => 'is not an object',
  [ValueErrorType.IntegerMinimum]: ({ minimum }) => `is less than ${String(minimum)}`,
  [ValueErrorType.IntegerMaximum]: ({ maximum }) => `is greater than ${String(maximum)}`,
  [ValueErrorType.StringMinLength]: ({ minLength }) => `is too short: expected at least ${String(minLength)} characters`,
  [ValueErrorType.StringMaxLength]: ({ maxLength }) => `is too long: expected at most ${String(maxLength)} characters`,
  [ValueErrorType.ArrayMinItems]: ({ minItems }) => `has too few members: expected at least ${String(minItems)}`,
  [ValueErrorType.ArrayMaxItems]: ({ maxItems }) => `has too many members: expected at most ${String(maxItems)}`,
  [ValueErrorType.ArrayUniqueItems]: () => 'contains a duplicate',
  [ValueErrorType.ObjectMinProperties]: ({ minProperties }) => `has too few members: expected at least ${String(minProperties)}`,
  [ValueErrorType.ObjectMaxProperties]: ({ maxProperties }) => `has too many members: expected at most ${String(maxProperties)}`,
};

function describeChoice(words: readonly unknown[]): string {
  return `is not one of ${words.join(', ')}`;
}

function compile(schema: TSchema): TypeCheck<TSchema> {
  const known = compiled.get(schema);
  if (known) return known;
  const check = TypeCompiler.Compile(schema);
  compiled.set(schema, check);
  return check;
}
