import type { Command } from 'commander';
import type { TSchema } from '@sinclair/typebox';
import { byNoun, kebab, type AnyTransaction } from '@databund/model';
import { call } from '@databund/client';
import type { Databund } from '@databund/client';
import { complete } from './complete';
import { formOf, isDigest, placeholderOf, readOptions, type Form } from './options';
import { readSlipFile } from './slip-commands';

/** What a command runs with. */
export interface Session {
  /** At the profile’s gateway, or at another’s. */
  readonly databund: (url?: string) => Databund;
  /** The participant that the profile names. */
  readonly participant: () => string | undefined;
  readonly print: (value: unknown) => void;
}

/** Adds a command a transaction, made from its declaration: `databund listing submit ID --version 1`. */
export function addTransactions(program: Command, session: Session): void {
  for (const [noun, verbs] of Object.entries(byNoun)) {
    const command = program.command(noun).description(`${noun}: ${Object.keys(verbs).map(kebab).join(', ')}`);
    for (const transaction of Object.values<AnyTransaction>(verbs)) addTransaction(command, transaction, session);
  }
}

function addTransaction(parent: Command, transaction: AnyTransaction, session: Session): void {
  const { properties, required } = formOf(transaction);
  const isPositional = transaction.address.includes('id');
  const hasSlip = transaction.kind === 'submit' && transaction.transient !== undefined;
  const command = parent.command(kebab(transaction.verb)).description(transaction.summary);
  if (isPositional) command.argument('<id>', properties['id']?.description ?? '');
  for (const [name, schema] of Object.entries(properties)) {
    if (name === 'id' && isPositional) continue;
    command.option(`--${kebab(name)} <${placeholderOf(schema)}>`, explanationOf(name, schema, required));
  }
  if (hasSlip) command.requiredOption('--slip <file>', 'the price slip that was handed over');
  command.action(async (...given: unknown[]) => {
    const options = given[isPositional ? 1 : 0] as Readonly<Record<string, string>>;
    const typed = { ...readOptions(properties, options), ...(isPositional && { id: given[0] }) };
    const transient = hasSlip ? { slip: readSlipFile(options['slip'] ?? '').text } : undefined;
    const databund = session.databund();
    const input = await complete(transaction, typed, { databund, participant: session.participant() });
    session.print(await call(databund.connection, transaction, input, transient));
  });
}

/** What the exchange is asked for where it is not given; see `complete`. */
const lookedUp: Readonly<Record<string, string>> = {
  revision: 'the revision that you saw; the newest where not given',
  version: 'the version; the newest where not given',
  termsHash: 'the terms that you judge; those that stand where not given',
  contentHash: 'the content that you judge; that which stands where not given',
  id: 'an id of your own; a new one where not given',
};

function explanationOf(name: string, schema: TSchema, required: Form['required']): string {
  const { description, enum: words } = schema;
  const isNeeded = required.includes(name);
  const explanation = lookedUp[name] ?? (Array.isArray(words) ? `one of ${words.join(', ')}` : description);
  const isAsked = isNeeded && !(name in lookedUp);
  return [explanation, isDigest(schema) && '(64 hex digits as the tables show them, or JSON)', isAsked && '(needed)']
    .filter(Boolean)
    .join(' ');
}
