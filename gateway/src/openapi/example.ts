import { Type, type Static } from '@sinclair/typebox';
import { isValid } from '../http/validation';

/** The keywords of JSON Schema that the forms of the exchange use. */
const Keywords = Type.Object({
  const: Type.Optional(Type.Unknown()),
  enum: Type.Optional(Type.Array(Type.Unknown())),
  anyOf: Type.Optional(Type.Array(Type.Unknown())),
  type: Type.Optional(Type.String()),
  format: Type.Optional(Type.Unknown()),
  pattern: Type.Optional(Type.String()),
  minimum: Type.Optional(Type.Number()),
  items: Type.Optional(Type.Unknown()),
  minItems: Type.Optional(Type.Number()),
  properties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
  required: Type.Optional(Type.Array(Type.String())),
  minProperties: Type.Optional(Type.Number()),
  patternProperties: Type.Optional(Type.Record(Type.String(), Type.Unknown())),
});

type Keywords = Static<typeof Keywords>;

/** A text for each pattern of the forms; ids are made from their pattern. */
const texts: readonly string[] = [
  'text',
  'ExchangeMSP',
  'en',
  '110000',
  'CRS84',
  'https://data.example/readings.csv',
  '0123456789abcdef'.repeat(4),
  'exchange:7',
];

/** Returns a value that matches a schema: its required members, the first of several choices, and lists as short as they may be. */
export function createExample(schema: unknown): unknown {
  if (!isValid(Keywords, schema)) return {};
  if (schema.const !== undefined) return schema.const;
  if (schema.enum) return schema.enum[0];
  return schema.anyOf ? createExample(schema.anyOf[0]) : createExampleOfType(schema);
}

function createExampleOfType(schema: Keywords): unknown {
  const { type, items, minItems = 0, minimum = 1 } = schema;
  if (type === 'array') return minItems > 0 ? [createExample(items)] : [];
  if (type === 'integer' || type === 'number') return minimum;
  if (type === 'boolean') return true;
  return type === 'string' ? createExampleText(schema) : createExampleObject(schema);
}

function createExampleObject({ properties = {}, required = [], minProperties = 0, patternProperties = {} }: Keywords): object {
  const [values] = Object.values(patternProperties);
  if (values !== undefined) return { en: createExample(values) };
  const names = required.length >= minProperties ? required : Object.keys(properties).slice(0, minProperties);
  return Object.fromEntries(names.map((name) => [name, createExample(properties[name])]));
}

function createExampleText({ format, pattern }: Keywords): string {
  if (format === 'instant') return '2026-01-01T00:00:00.000Z';
  if (format === 'currency') return 'CNY';
  if (pattern === undefined) return 'text';
  const [, kind] = /^\^([a-z]{3})-\[/.exec(pattern) ?? [];
  if (kind !== undefined) return `${kind}-${'0'.repeat(26)}`;
  return texts.find((text) => new RegExp(pattern, 'u').test(text)) ?? 'text';
}
