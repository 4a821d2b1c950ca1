import type { TSchema } from '@sinclair/typebox';
import { toKebabCase, type AnyTransaction } from '@databund/model';
import { isDate, isDigest, type Form } from './read-options';

/** The parts of a command that its example shows: its form, the members that it looks up itself, and how it takes slips and pins. */
export interface Exemplified {
  readonly form: Form;
  readonly isLookedUp: (name: string) => boolean;
  readonly slip: 'sent' | 'hashed' | undefined;
  readonly hasPins: boolean;
}

/** Words that texts of a pattern can be, the first that fits is taken. */
const words: readonly string[] = ['BuyerMSP', 'en', '110000', 'EUR', 'text'];

/** Returns a command line with the options that a transaction requires. */
export function writeExample({ noun, verb, address }: AnyTransaction, { form, isLookedUp, slip, hasPins }: Exemplified): string {
  const { properties, required } = form;
  const hasId = address.includes('id');
  const isLeftOut = (name: string) => (name === 'id' && hasId) || isLookedUp(name) || (slip === 'hashed' && name === 'amountHash');
  const needed = Object.entries(properties).filter(
    ([name]) => required.includes(name) && !isLeftOut(name) && !(hasPins && name === 'keyHashes'),
  );
  return [
    'databund',
    noun,
    toKebabCase(verb),
    ...(hasId && properties['id'] ? [writeSample('id', properties['id'])] : []),
    ...needed.flatMap(([name, schema]) => [`--${toKebabCase(name)}`, writeSample(name, schema)]),
    ...(hasPins ? ['--certificate cert.pem'] : []),
    ...(slip === undefined ? [] : ['--slip slip.json']),
    ...('limit' in properties ? ['--limit 5'] : []),
  ].join(' ');
}

function writeSample(name: string, schema: TSchema): string {
  if (isDigest(schema)) return '0123456789abcdef'.repeat(4);
  if (isDate(schema)) return '2027-01-31';
  if (Array.isArray(schema.enum)) return String(schema.enum[0]);
  if (schema.type === 'integer') return String(schema['minimum'] || 1);
  return schema.type === 'string' ? writeText(name, schema['pattern']) : writeJson(name, schema);
}

function writeText(name: string, pattern: unknown): string {
  const [, kind] = /^\^([a-z]{3})-\[/.exec(String(pattern)) ?? [];
  if (kind !== undefined) return `${kind}-0hhsc4wp`;
  const word = typeof pattern === 'string' ? words.find((each) => new RegExp(pattern, 'u').test(each)) : undefined;
  return word ?? `"${toKebabCase(name).replaceAll('-', ' ')}"`;
}

function writeJson(name: string, schema: TSchema): string {
  const { type, items }: TSchema & { items?: TSchema } = schema;
  const first: unknown = Array.isArray(items?.enum) ? items.enum[0] : undefined;
  if (type === 'boolean') return 'true';
  return typeof first === 'string' ? `'["${first}"]'` : `${toKebabCase(name)}.json`;
}
