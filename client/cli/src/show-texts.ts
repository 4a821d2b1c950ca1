import type { TSchema } from '@sinclair/typebox';
import { call, DatabundError, type Databund } from '@databund/client';
import { byNoun, isReason, isTextHash, type AnyTransaction } from '@databund/model';

type Members = Readonly<Record<string, unknown>>;

/** The object around a hash: its id and version, and who objected. */
interface Around {
  readonly id?: unknown;
  readonly version?: unknown;
  readonly by?: unknown;
}

/** A read with its answer. */
interface Answered {
  readonly transaction: AnyTransaction;
  readonly command: Members;
  readonly answer: unknown;
}

/** Returns the transaction that reads the texts of a noun; `undefined` if it has none. */
export function findTextReader({ noun }: AnyTransaction): AnyTransaction | undefined {
  return Object.values<AnyTransaction>(byNoun[noun]).find(({ verb }) => verb === 'text');
}

/** Returns an answer with the texts that the caller may read in place of their hashes. Other hashes stay. @throws DatabundError TEXT_ALTERED */
export function showTexts({ connection }: Databund, { transaction, command, answer }: Answered): Promise<unknown> {
  const reader = findTextReader(transaction);
  if (!reader) return Promise.resolve(answer);
  const read = async (around: Around, hash: unknown): Promise<string | undefined> => {
    const named = Object.entries({ ...around, hash }).filter(([name, value]) => value !== undefined && isMember(reader, name));
    try {
      const found = await call(connection, reader, Object.fromEntries(named));
      return readKept(found);
    } catch (error) {
      if (error instanceof DatabundError && error.code !== 'TEXT_ALTERED') return undefined;
      throw error;
    }
  };
  return fill(transaction.output, answer, { around: command, read });
}

interface Filling {
  readonly around: Around;
  readonly read: (around: Around, hash: unknown) => Promise<string | undefined>;
}

async function fill(schema: TSchema, value: unknown, filling: Filling): Promise<unknown> {
  const { properties = {}, items }: TSchema & { properties?: Readonly<Record<string, TSchema>>; items?: TSchema } = schema;
  if (Array.isArray(value) && items) {
    const filled: unknown[] = [];
    for (const each of value) filled.push(await fill(items, each, filling));
    return filled;
  }
  if (!isMembers(value)) return value;
  if (isTextHash(schema)) return (await filling.read(filling.around, value['value'])) ?? value;
  return isReason(schema) ? fillReason(value, filling) : fillMembers(properties, value, filling);
}

async function fillReason(reason: Members, { around, read }: Filling): Promise<Members> {
  const { hash } = reason;
  const text = isMembers(hash) ? await read(around, hash['value']) : undefined;
  return { ...reason, ...(text !== undefined && { text }) };
}

async function fillMembers(properties: Readonly<Record<string, TSchema>>, value: Members, filling: Filling): Promise<Members> {
  const around = { ...filling.around, ...value, by: value['objector'] };
  const filled: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value))
    filled[name] = properties[name] ? await fill(properties[name], member, { ...filling, around }) : member;
  return filled;
}

function readKept(found: unknown): string | undefined {
  const kept = isMembers(found) ? found['kept'] : undefined;
  return isMembers(kept) && typeof kept['text'] === 'string' ? kept['text'] : undefined;
}

/** Returns whether the reader of texts takes a member of an object: its address, and what names the text. */
function isMember({ address }: AnyTransaction, name: string): boolean {
  return [...address, 'hash', 'by'].includes(name);
}

function isMembers(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
