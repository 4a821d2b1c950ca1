import type { TSchema } from '@sinclair/typebox';
import { isReason, isTextHash, Reason, Words, type AnyTransaction } from '@databund/model';
import { getForm, getSaltedForm, type Form } from './read-options';

const keptHere = 'a text, which your organisation keeps; others see its hash, and those who may read it get it from there';
const nameCode = (name: string) => `${name}Code`;

/** Returns the members that a person types: not the hash of a private value, but the value itself, to which the command adds a salt. */
export function getTypedForm(transaction: AnyTransaction): Form {
  const { properties, required } = getWordsForm(transaction);
  const hidden = getSaltedForm(transaction);
  if (!hidden) return { properties, required };
  const shown = Object.entries(properties).filter(([name]) => name !== hidden.hashName);
  return { properties: { ...Object.fromEntries(shown), ...hidden.properties }, required: [...required, ...hidden.required] };
}

/** Returns the form in which private texts are words, and a reason is words and a code. */
export function getWordsForm(transaction: AnyTransaction): Form {
  const { properties, required } = getForm(transaction);
  if (transaction.kind === 'evaluate') return { properties, required };
  const members = Object.entries(properties).flatMap(([name, schema]) => listWords(name, schema));
  return { properties: Object.fromEntries(members), required };
}

function listWords(name: string, schema: TSchema): readonly (readonly [string, TSchema])[] {
  if (isTextHash(schema)) return [[name, { ...Words, description: keptHere }]];
  if (!isReason(schema)) return [[name, schema]];
  return [
    [name, Words],
    [nameCode(name), Reason.properties.code],
  ];
}

/** Puts the words of a reason and its code together as the gateway takes them: words alone have the code `other`. */
export function joinReasons(transaction: AnyTransaction, typed: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  const joined = new Map(Object.entries(typed));
  for (const [name, schema] of Object.entries(getForm(transaction).properties)) {
    const [text, code] = [joined.get(name), joined.get(nameCode(name))];
    if (!isReason(schema) || code === undefined) continue;
    joined.delete(nameCode(name));
    joined.set(name, { code, ...(text !== undefined && { text }) });
  }
  return Object.fromEntries(joined);
}
