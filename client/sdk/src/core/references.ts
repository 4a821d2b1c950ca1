import { Type, type Static } from '@sinclair/typebox';
import { idKinds, type IdKind } from '@databund/model';
import type { Connection } from './connection';
import { sendFor } from './send-for';
import { writeQuery } from './write-query';

/** An object that a text can mean. */
export const Reference = Type.Object({
  noun: Type.String(),
  id: Type.String(),
  title: Type.Optional(Type.String()),
  state: Type.String(),
});
export type Reference = Static<typeof Reference>;

/** The objects that a text can mean, as far as the caller may see them. */
export const ReferencesAnswer = Type.Object({ items: Type.Array(Reference) });
export type ReferencesAnswer = Static<typeof ReferencesAnswer>;

const wholeId = new RegExp(`^(${idKinds.join('|')})-[0-9a-hjkmnp-tv-z]{26}$`);

/** Returns whether a text is a whole id, which means one object. */
export function isWholeId(text: string): boolean {
  return wholeId.test(text);
}

/** Asks the gateway which objects a text can mean: a beginning of an id, a number, or a title. @throws DatabundError */
export async function findReferences(connection: Connection, text: string, kind?: IdKind): Promise<readonly Reference[]> {
  const query = writeQuery({ q: text, ...(kind && { kind }) });
  return (await sendFor(connection, ReferencesAnswer, { method: 'GET', path: `/v1/references${query}` })).items;
}
