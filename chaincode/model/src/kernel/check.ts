import type { TSchema } from '@sinclair/typebox';
import { TypeCompiler, ValueErrorType, type TypeCheck, type ValueError } from '@sinclair/typebox/compiler';
import { formatFaults } from './forms';

/** What is wrong with a value: where, as a JSON Pointer, and why. */
export interface FormError {
  readonly path: string;
  readonly reason: string;
}

const compiled = new WeakMap<TSchema, TypeCheck<TSchema>>();
const maxErrors = 20;
/** Of one of several forms, of which most are not meant. */
const maxErrorsOfForm = 200;

/** At most 20 things that keep a value from having a form, one a place; none where it has it. */
export function errorsIn(schema: TSchema, value: unknown): readonly FormError[] {
  const check = compile(schema);
  if (check.Check(value)) return [];
  const reasons = new Map<string, string>();
  for (const { path, reason } of explained(check.Errors(value))) {
    if (!reasons.has(path)) reasons.set(path, reason);
    if (reasons.size === maxErrors) break;
  }
  return [...reasons].map(([path, reason]) => ({ path, reason }));
}

/** Of a value that may have several forms, only what is wrong with the one that its constant members name. */
function* explained(errors: Iterable<ValueError>): Generator<FormError> {
  for (const error of errors) {
    const forms = error.errors.map((each) => firstOf(each));
    const meant = forms.filter((each) => !each.some(isOfConstant));
    const constants = forms.flatMap((each) => each.filter(isOfConstant).slice(0, 1));
    const [constant] = constants;
    if (meant.length === 1) yield* explained(meant.flat());
    else if (constant && meant.length === 0)
      yield { path: constant.path, reason: isNoneOf(constants.map(({ schema }) => schema['const'] as unknown)) };
    else yield { path: error.path, reason: reasonOf(error) };
  }
}

function firstOf(errors: Iterable<ValueError>): readonly ValueError[] {
  const first: ValueError[] = [];
  for (const error of errors) if (first.push(error) === maxErrorsOfForm) break;
  return first;
}

function isOfConstant({ type }: ValueError): boolean {
  return type === ValueErrorType.Literal;
}

function reasonOf({ type, message, schema, value }: ValueError): string {
  const { enum: words, format, description, pattern } = schema;
  if (value === undefined) return 'is missing';
  if (Array.isArray(words)) return isNoneOf(words);
  switch (type) {
    case ValueErrorType.StringFormat:
      return formatFaults[String(format)] ?? message;
    case ValueErrorType.StringPattern:
      return `does not have its form: ${description ?? String(pattern)}`;
    default:
      return faults[type]?.(schema) ?? message;
  }
}

/** What is wrong with a value, by what its schema asks of it and it is not. */
const faults: Readonly<Partial<Record<ValueErrorType, (schema: TSchema) => string>>> = {
  [ValueErrorType.ObjectAdditionalProperties]: () => 'is not known here',
  [ValueErrorType.Union]: () => 'has none of the forms that it may have',
  [ValueErrorType.Literal]: ({ const: value }) => `is not ${String(value)}`,
  [ValueErrorType.String]: () => 'is not text',
  [ValueErrorType.Integer]: () => 'is not a whole number',
  [ValueErrorType.Boolean]: () => 'is neither true nor false',
  [ValueErrorType.Array]: () => 'is not a list',
  [ValueErrorType.Object]: () => 'is not an object',
  [ValueErrorType.IntegerMinimum]: ({ minimum }) => `is less than ${String(minimum)}`,
  [ValueErrorType.IntegerMaximum]: ({ maximum }) => `is more than ${String(maximum)}`,
  [ValueErrorType.StringMinLength]: ({ minLength }) => `is too short: at least ${String(minLength)} characters`,
  [ValueErrorType.StringMaxLength]: ({ maxLength }) => `is too long: at most ${String(maxLength)} characters`,
  [ValueErrorType.ArrayMinItems]: ({ minItems }) => `has too few members: at least ${String(minItems)}`,
  [ValueErrorType.ArrayMaxItems]: ({ maxItems }) => `has too many members: at most ${String(maxItems)}`,
  [ValueErrorType.ArrayUniqueItems]: () => 'has a member twice',
  [ValueErrorType.ObjectMinProperties]: ({ minProperties }) => `has too few members: at least ${String(minProperties)}`,
  [ValueErrorType.ObjectMaxProperties]: ({ maxProperties }) => `has too many members: at most ${String(maxProperties)}`,
};

function isNoneOf(words: readonly unknown[]): string {
  return `is not one of ${words.join(', ')}`;
}

function compile(schema: TSchema): TypeCheck<TSchema> {
  const known = compiled.get(schema);
  if (known) return known;
  const check = TypeCompiler.Compile(schema);
  compiled.set(schema, check);
  return check;
}
