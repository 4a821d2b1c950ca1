import type { TSchema } from '@sinclair/typebox';
import { byNoun, toKebabCase, type AnyTransaction } from '@databund/model';
import { getTypedForm, isDigest, choosePlaceholder, type Form } from './read-options';

/** A command that is made from a transaction's declaration. */
export interface TransactionCommand {
  /** The transaction's name. */
  readonly name: string;
  readonly verb: string;
  readonly summary: string;
  /** The description of the id, if it is an argument. */
  readonly id?: string;
  readonly options: readonly { readonly flags: string; readonly explanation: string }[];
  /** Set if the command takes a price slip. */
  readonly hasSlip: boolean;
  /** Set if the command takes certificates to pin. */
  readonly hasPins: boolean;
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
  const { properties, required } = getTypedForm(transaction);
  const hasId = transaction.address.includes('id');
  const options = Object.entries(properties).filter(([name]) => name !== 'id' || !hasId);
  return {
    name: transaction.name,
    verb: toKebabCase(transaction.verb),
    summary: transaction.summary,
    ...(hasId && { id: properties['id']?.description ?? '' }),
    options: options.map(([name, schema]) => ({
      flags: `--${toKebabCase(name)} <${choosePlaceholder(schema)}>`,
      explanation: explainOption(name, schema, required),
    })),
    hasSlip: transaction.kind === 'submit' && transaction.transient !== undefined && transaction.saltedHash === undefined,
    hasPins: transaction.kind === 'submit' && 'keyHashes' in properties,
  };
}

/** The members that are looked up at the exchange if they are not given; see `completeInput`. */
const lookedUp: Readonly<Record<string, string>> = {
  revision: 'the revision that you saw; default: the newest',
  version: 'the version; default: the newest',
  termsHash: 'the terms that you judge; default: the current ones',
  contentHash: 'the content that you judge; default: the current one',
  id: 'an id of your own; default: a new one',
};

function explainOption(name: string, schema: TSchema, required: Form['required']): string {
  const { description, enum: words } = schema;
  const explanation = lookedUp[name] ?? (Array.isArray(words) ? `one of ${words.join(', ')}` : description);
  const isRequired = required.includes(name) && !(name in lookedUp) && name !== 'keyHashes';
  return [explanation, isDigest(schema) && '(64 hex digits as the tables show them, or JSON)', isRequired && '(required)']
    .filter(Boolean)
    .join(' ');
}
