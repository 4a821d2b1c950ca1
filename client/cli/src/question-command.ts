import type { Command } from 'commander';
import type { PeriodQuery } from '@databund/client';
import { parseDate } from './date-option';
import type { Session } from './session';

interface PeriodOptions extends PeriodQuery {
  readonly all?: true;
}

/** Adds `databund audit` with its questions, for auditors, operators and authorities. */
export function addAudit(program: Command, session: Session): void {
  const audit = program.command('audit').description('audit: access, actor, transaction, block');
  addPeriod(session, audit.command('access').argument('<listing>', "the listing's id"))
    .description('shows who had access to a listing between two dates, until when, why it ended, and what was delivered')
    .action(async (listing: string, { all, ...query }: PeriodOptions) => {
      const client = await session.connect();
      await printPages(session, client.audit.access, { command: { listing, ...query }, all });
    });
  addPeriod(session, audit.command('actor').argument('<id>', "a participant's id, or an organisation such as BuyerMSP"))
    .description('shows every transaction of a participant or of an organisation, also invalid ones')
    .action(async (id: string, { all, ...query }: PeriodOptions) => {
      const client = await session.connect();
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

interface Asked<C> {
  readonly command: C;
  readonly all: true | undefined;
}

/** Prints one page, or all as one list. */
async function printPages<C extends object>(
  session: Session,
  read: (command: C) => Promise<{ readonly items: readonly object[]; readonly next?: string }>,
  { command, all }: Asked<C>,
): Promise<void> {
  if (!all) return session.print(await read(command));
  const { iteratePages } = await import('@databund/client');
  const items: object[] = [];
  for await (const item of iteratePages(read, command)) items.push(item);
  return session.print(items);
}
