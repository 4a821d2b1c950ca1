import { byNoun, idKinds, type AnyTransaction } from '@databund/model';
import { call, newId, type Databund } from '@databund/client';
import { getForm, type Form } from './read-options';

/** The participant that calls, and its gateway. */
export interface Asker {
  readonly databund: Databund;
  readonly participant: string | undefined;
}

type Given = Readonly<Record<string, unknown>>;

/** A transaction that reads, and its input. */
interface Reading {
  readonly by: AnyTransaction;
  readonly of: Given;
}

/** Adds what the caller would look up first: a new id, the newest version and revision, the hash of the current terms or content. */
export async function completeInput(transaction: AnyTransaction, typed: Given, asker: Asker): Promise<Given> {
  const form = getForm(transaction);
  const given = withId(transaction, form, typed, asker.participant);
  const missing = ['version', 'revision', 'termsHash', 'contentHash'].filter(
    (name) => form.required.includes(name) && given[name] === undefined,
  );
  const reading = missing.length === 0 ? undefined : chooseReading(transaction, given);
  if (!reading) return given;
  const found = await call(asker.databund.connection, reading.by, reading.of);
  const current = new Map<string, unknown>(typeof found === 'object' && found !== null ? Object.entries(found) : []);
  // A new version follows the newest one.
  if (transaction.verb === 'createVersion') current.set('version', Number(current.get('version')) + 1);
  return { ...given, ...Object.fromEntries(missing.map((name) => [name, current.get(name)])) };
}

/** Adds the id: the participant's own for what concerns itself, a new one for what is created. */
function withId(
  { address, verb, noun }: AnyTransaction,
  { properties, required }: Form,
  typed: Given,
  participant: string | undefined,
): Given {
  if (!required.includes('id') || typed['id'] !== undefined) return typed;
  const isOwn = noun === 'participant' && ['register', 'pin'].includes(verb);
  if (isOwn && participant !== undefined) return { id: participant, ...typed };
  const kind = idKinds.find((each) => String(properties['id']?.['pattern']).startsWith(`^${each}-`));
  return address.length > 0 || kind === undefined ? typed : { id: newId(kind), ...typed };
}

/** Returns what to look up, by which transaction: the addressed object, the listing of a new object, or the exchange's proposal. */
export function chooseReading(transaction: AnyTransaction, { id, version, listing }: Given): Reading | undefined {
  const { noun, address } = transaction;
  if (noun === 'exchange') return { by: byNoun.exchange.proposal, of: {} };
  if (address.includes('id')) return { by: chooseReader(transaction), of: { id, ...(version !== undefined && { version }) } };
  return listing === undefined ? undefined : { by: byNoun.listing.get, of: { id: listing } };
}

/** Returns the read of what a step changes: it answers in the same form. The release of pins has a read and a revision of its own. */
function chooseReader({ noun, output }: AnyTransaction): AnyTransaction {
  const { get } = byNoun[noun];
  const readers = Object.values<AnyTransaction>(byNoun[noun]).filter(({ kind, address }) => kind === 'evaluate' && address.includes('id'));
  return [get, ...readers].find((reader) => reader.output === output) ?? get;
}
