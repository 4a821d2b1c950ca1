import { byNoun, type AnyTransaction, type IdKind } from '@databund/model';
import { call } from '@databund/client';
import { newId, type Databund } from '@databund/client';
import { formOf, type Form } from './options';

/** Who asks, where. */
export interface Asker {
  readonly databund: Databund;
  readonly participant: string | undefined;
}

type Given = Readonly<Record<string, unknown>>;

/** Fills in what a person would look up first: a new id, the newest version and revision, the terms or the content as they stand. */
export async function complete(transaction: AnyTransaction, typed: Given, asker: Asker): Promise<Given> {
  const form = formOf(transaction);
  const given = withId(transaction, form, typed, asker.participant);
  const missing = ['version', 'revision', 'termsHash', 'contentHash'].filter(
    (name) => form.required.includes(name) && given[name] === undefined,
  );
  if (missing.length === 0) return given;
  const reading = readingOf(transaction, given);
  if (!reading) return given;
  const current = (await call(asker.databund.connection, reading.by, reading.of)) as Given;
  // A new version follows the newest.
  const found: Given = transaction.verb === 'createVersion' ? { version: Number(current['version']) + 1 } : current;
  return { ...given, ...Object.fromEntries(missing.map((name) => [name, found[name]])) };
}

/** Who registers has its id in its certificate; what is made gets a new one. */
function withId({ address, verb }: AnyTransaction, { properties, required }: Form, typed: Given, participant: string | undefined): Given {
  if (address.length > 0 || !required.includes('id') || typed['id'] !== undefined) return typed;
  if (verb === 'register' && participant !== undefined) return { id: participant, ...typed };
  const [, kind] = /^\^(\w{3})-/.exec(String(properties['id']?.['pattern'])) ?? [];
  return { id: newId(kind as IdKind), ...typed };
}

/** What is looked up, by which transaction: the object that is addressed, the listing that a new object is about, or the exchange’s proposal. */
function readingOf({ noun, address }: AnyTransaction, { id, version, listing }: Given): { by: AnyTransaction; of: Given } | undefined {
  if (noun === 'exchange') return { by: byNoun.exchange.proposal, of: {} };
  if (address.includes('id')) return { by: byNoun[noun].get, of: { id, ...(version !== undefined && { version }) } };
  return listing === undefined ? undefined : { by: byNoun.listing.get, of: { id: listing } };
}
