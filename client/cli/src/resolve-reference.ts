import { isWholeId, type Databund, type Reference } from '@databund/client';
import type { IdKind } from '@databund/model';
import { readLastId } from './last-id';
import { UsageError } from './usage-error';

/**
 * Returns the id that a text means: itself, the object of the command before (`@last`), or what the gateway finds by the beginning of an id,
 * a number or a title. @throws UsageError REFERENCE_UNCLEAR, REFERENCE_UNKNOWN @throws DatabundError
 */
export async function resolveReference(
  { connect, configFile }: { readonly connect: () => Promise<Databund>; readonly configFile: string },
  text: string,
  kind?: IdKind,
): Promise<string> {
  if (isWholeId(text)) return text;
  if (text === '@last') return readLastId(configFile, kind);
  const found = await (await connect()).findReferences(text, kind);
  const [only, ...others] = found;
  if (only && others.length === 0) return only.id;
  if (!only) throw new UsageError('REFERENCE_UNKNOWN', `nothing that you may see is called ${JSON.stringify(text)}: ${advice}`);
  throw new UsageError('REFERENCE_UNCLEAR', `${JSON.stringify(text)} can mean ${describeAll(found)}: type more of the id`);
}

const advice = 'give at least four characters of an id, a listing or trade number, or a whole title';
const mostNamed = 5;

function describeAll(found: readonly Reference[]): string {
  const named = found.slice(0, mostNamed).map(({ id, title }) => (title === undefined ? id : `${id} (${title})`));
  return `${named.join(', ')}${found.length > mostNamed ? ` and ${String(found.length - mostNamed)} more` : ''}`;
}
