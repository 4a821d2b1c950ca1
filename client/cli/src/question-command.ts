import type { Command } from 'commander';
import type { Access, PeriodQuery } from '@databund/client';
import { parseDate } from './date-option';
import { anyName } from './object-kinds';
import type { Session } from './session';

interface PeriodOptions extends PeriodQuery {
  readonly all?: true;
}

/** Adds `databund audit` with its questions, for auditors, operators and authorities. */
export function addAudit(program: Command, session: Session): void {
  const audit = program.command('audit').description('audit: access, actor, transaction, block');
  addPeriod(session, audit.command('access').argument('<listing>', anyName))
    .description('shows who had access to a listing between two dates, until when, why it ended, and what was delivered')
    .action(async (named: string, { all, ...query }: PeriodOptions) => {
      const client = await session.connect();
      const listing = await session.resolve(named, 'lst');
      await printPages(session, client.audit.access, { command: { listing, ...query }, all, describe: describeAccess });
    });
  addPeriod(
    session,
    audit.command('actor').argument('<id>', "a participant's id or the beginning of it, @last, or an organisation such as BuyerMSP"),
  )
    .description('shows every transaction of a participant or of an organisation, also invalid ones')
    .action(async (named: string, { all, ...query }: PeriodOptions) => {
      const client = await session.connect();
      const id = /^(ptc-|@)/.test(named) ? await session.resolve(named, 'ptc') : named;
      await printPages(session, client.audit.actor, { command: { id, ...query }, all });
    });
  audit
    .command('transaction')
    .argument('<id>', "the transaction's id")
    .description('shows one transaction with its input, its event and the keys that it wrote')
    .action(async (id: string) => session.print(await (await session.connect()).audit.transaction({ id })));
  audit
    .command('block')
    .argument('<number>', "the block's number")
    .description('shows all transactions of one block')
    .action(async (number: string) => session.print(await (await session.connect()).audit.block({ number })));
}

function addPeriod(session: Session, command: Command): Command {
  return command
    .option('--from <date>', 'a date such as 2026-01-31 or "30 days ago"', parseDate(session, { option: '--from' }))
    .option('--to <date>', 'a date; a day ends at its end', parseDate(session, { option: '--to', isEnd: true }))
    .option('--limit <count>', 'items for each page, at most 200')
    .option('--cursor <cursor>', '`next` of the page before')
    .option('--all', 'all pages, as one list');
}

interface Asked<C, T> {
  readonly command: C;
  readonly all: true | undefined;
  /** Makes of an item what a person reads. */
  readonly describe?: (item: T) => object;
}

/** Prints one page, or all as one list: as JSON, or for a person as a table. */
async function printPages<C extends object, T extends object>(
  session: Session,
  read: (command: C) => Promise<{ readonly items: readonly T[]; readonly next?: string }>,
  { command, all, describe }: Asked<C, T>,
): Promise<void> {
  const show = session.isJson || !describe ? (item: T): object => item : describe;
  if (!all) {
    const page = await read(command);
    return session.print({ ...page, items: page.items.map(show) });
  }
  const { iteratePages } = await import('@databund/client');
  const items: object[] = [];
  for await (const item of iteratePages(read, command)) items.push(show(item));
  return session.print(items);
}

/** Says who had access and when: each stretch of it, and what ended it. */
function describeAccess({ authorisation, version, buyer, purpose, stretches, deliveries }: Access): object {
  return {
    buyer: buyer.name ?? buyer.id,
    access: stretches.map(({ from, until, ended }) => `${from} to ${ended ? `${until}, ${ended.state}` : until}`).join('; '),
    deliveries: deliveries.map(({ id, state }) => `${id} ${state}`),
    purpose,
    version,
    authorisation,
  };
}
