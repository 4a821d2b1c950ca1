import { call, DatabundError, filteredNouns, iteratePages, type Databund, type FilteredNoun } from '@databund/client';
import { listErrors, type AnyTransaction, type Page } from '@databund/model';
import type { Session } from './session';

/** A list that was asked for. */
interface Asked {
  readonly transaction: AnyTransaction;
  readonly input: object;
  readonly typed: Readonly<Record<string, string>>;
  /** Set if all pages are wanted. */
  readonly isWhole: boolean;
}

type Names = Readonly<Record<string, string>>;

/** A page with the names behind its ids, if the gateway answers from rows. */
interface NamedPage extends Page<unknown> {
  readonly names?: Names;
}

type ReadPage = (page: object) => Promise<NamedPage>;

/** Prints a page of a list, or all pages as one list; a person sees the names behind the ids. @throws DatabundError */
export async function printPages(session: Session, databund: Databund, asked: Asked): Promise<void> {
  const read = chooseReader(databund, asked, session.isJson);
  if (!asked.isWhole) return session.print(await read(asked.input));
  const names: Record<string, string> = {};
  const readNamed = async (page: object) => {
    const answer = await read(page);
    Object.assign(names, answer.names);
    return answer;
  };
  const items: unknown[] = [];
  for await (const item of iteratePages(readNamed, asked.input)) items.push(item);
  return session.print(items, names);
}

/** Reads from the gateway's rows if a filter asks for it, or if a person reads: then with names, the newest first. */
function chooseReader(databund: Databund, { transaction, typed }: Asked, isForProgram: boolean): ReadPage {
  const { state, since, q } = typed;
  const noun = filteredNouns.find((each) => each === transaction.noun && transaction.verb === 'list');
  const filters = {
    ...(state !== undefined && { state: state.split(',') }),
    ...(since !== undefined && { since }),
    ...(q !== undefined && { q }),
  };
  const readPlain: ReadPage = (page) => call(databund.connection, transaction, page) as Promise<NamedPage>; // `as`: a list answers pages.
  const readRows =
    (from: FilteredNoun): ReadPage =>
    (page) =>
      databund.list(from, { ...page, ...filters });
  if (noun === undefined) return readPlain;
  if (Object.keys(filters).length > 0) return readRows(noun);
  if (isForProgram) return readPlain;
  // Refuses mistyped options before anything is sent, as every other command does.
  const isMistyped = (page: object) => listErrors(transaction.input, page).length > 0;
  return (page) =>
    isMistyped(page) ? readPlain(page) : readRows(noun)(page).catch((error: unknown) => readOtherwise(error, () => readPlain(page)));
}

/** Reads from the ledger if the gateway has no rows, or if they are behind. */
function readOtherwise(error: unknown, read: () => Promise<NamedPage>): Promise<NamedPage> {
  if (error instanceof DatabundError && ['READ_MODEL_BEHIND', 'READ_MODEL_REFUSED'].includes(error.code)) return read();
  throw error;
}
