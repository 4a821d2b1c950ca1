import type { TSchema } from '@sinclair/typebox';
import { filteredNouns } from '@databund/client';
import { byNoun, isTextHash, toKebabCase, type AnyTransaction } from '@databund/model';
import { isDate, isDigest, choosePlaceholder, type Form } from './read-options';
import { getTypedForm } from './typed-form';
import { writeExample } from './write-example';

/** An option of such a command. */
interface TransactionOption {
  readonly flags: string;
  readonly explanation: string;
  /** Set if it is a date: a day means its start or its end. */
  readonly date?: 'start' | 'end';
}

/** A command that is made from a transaction's declaration. */
export interface TransactionCommand {
  /** The transaction's name. */
  readonly name: string;
  readonly verb: string;
  readonly summary: string;
  /** The description of the id, if it is an argument. */
  readonly id?: string;
  readonly options: readonly TransactionOption[];
  /** A command line with what it requires. */
  readonly example: string;
  /** Says if the command takes a price slip: it sends it, or names the hash of its amount. */
  readonly slip?: 'sent' | 'hashed';
  /** Set if the answer has hashes of texts that the command can read too. */
  readonly hasTexts: boolean;
  /** Set if the command takes certificates to pin. */
  readonly hasPins: boolean;
  /** Set if the command answers page by page. */
  readonly isList: boolean;
  /** Set if the list takes the filters of a gateway. */
  readonly hasFilters: boolean;
}

/** The commands of each noun, as plain data. */
export type CommandTable = Readonly<Record<string, readonly TransactionCommand[]>>;

/** Derives the commands from the declarations. */
export function describeCommands(): CommandTable {
  return Object.fromEntries(
    Object.entries(byNoun).map(([noun, verbs]) => [noun, Object.values<AnyTransaction>(verbs).map(describeCommand)]),
  );
}

function describeCommand(transaction: AnyTransaction): TransactionCommand {
  const form = getTypedForm(transaction);
  const { properties, required } = form;
  const hasId = transaction.address.includes('id');
  const slip = describeSlip(transaction, properties);
  const hasPins = transaction.kind === 'submit' && 'keyHashes' in properties;
  const options = Object.entries(properties).filter(([name]) => name !== 'id' || !hasId);
  return {
    name: transaction.name,
    verb: toKebabCase(transaction.verb),
    summary: transaction.summary,
    ...(hasId && { id: properties['id']?.description ?? '' }),
    options: options.map(([name, schema]) => ({
      flags: nameFlags(name, schema),
      explanation: explainOption(name, schema, required),
      ...(isDate(schema) && { date: ends.includes(name) ? 'end' : 'start' }),
    })),
    ...slip,
    hasPins,
    example: writeExample(transaction, { form, isLookedUp: (name) => name in lookedUp, slip: slip.slip, hasPins }),
    ...describeRead(transaction, properties),
  };
}

function nameFlags(name: string, schema: TSchema): string {
  const placeholder = choosePlaceholder(schema);
  return `--${toKebabCase(name)}${placeholder === undefined ? '' : ` <${placeholder}>`}`;
}
/** The members that end a period. */
const ends: readonly string[] = ['until', 'to', 'expiry'];

function describeSlip(transaction: AnyTransaction, properties: Form['properties']): Pick<TransactionCommand, 'slip'> {
  if (transaction.kind !== 'submit') return {};
  if (transaction.transient !== undefined && transaction.saltedHash === undefined) return { slip: 'sent' };
  return 'amountHash' in properties ? { slip: 'hashed' } : {};
}

function describeRead(transaction: AnyTransaction, properties: Form['properties']) {
  const isRead = transaction.kind === 'evaluate';
  return {
    hasTexts: isRead && hasTexts(transaction.output) && Object.hasOwn(byNoun[transaction.noun], 'text'),
    isList: isRead && 'cursor' in properties,
    hasFilters: transaction.verb === 'list' && filteredNouns.some((noun) => noun === transaction.noun),
  };
}

/** Returns whether an answer has hashes of private texts, however deep. */
function hasTexts(schema: TSchema): boolean {
  const { properties = {}, items }: TSchema & { properties?: Form['properties']; items?: TSchema } = schema;
  return isTextHash(schema) || [...Object.values(properties), ...(items ? [items] : [])].some(hasTexts);
}

/** The members that are looked up at the exchange if they are not given; see `completeInput`. */
const lookedUp: Readonly<Record<string, string>> = {
  revision: 'the revision that you saw; default: the newest',
  version: 'the version; default: the newest',
  termsHash: 'the terms that you judge; default: the current ones',
  contentHash: 'the content that you judge; default: the current one',
  id: 'an id of your own; default: a new one',
};

/** The meanings of members that the declarations leave to their names. */
const described: Readonly<Record<string, string>> = {
  reason: 'why, in words: your organisation keeps them, and those who may read the object get them',
};

function explainOption(name: string, schema: TSchema, required: Form['required']): string {
  const { description, enum: words } = schema;
  const explanation = lookedUp[name] ?? (Array.isArray(words) ? `one of ${words.join(', ')}` : (described[name] ?? description));
  const isRequired = required.includes(name) && !(name in lookedUp) && name !== 'keyHashes';
  return [
    explanation,
    isDigest(schema) && '(64 hex digits as the tables show them, or JSON)',
    isRequired && '(required)',
    choosePlaceholder(schema) === 'json' && '(JSON or its file: docs/reference/forms.md)',
  ]
    .filter(Boolean)
    .join(' ');
}
