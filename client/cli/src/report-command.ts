import { Argument, type Command } from 'commander';
import type { ReportKind } from '@databund/audit';
import { parseDate } from './date-option';
import type { ReportOptions } from './print-report';
import type { Session } from './session';

/** Written here too, because loading the audit takes longer than a help text should; the type keeps both alike. */
const kinds = Object.keys({ income: true, disclosure: true, provider: true, exchange: true } satisfies Readonly<Record<ReportKind, true>>);

/** Adds `databund report`. */
export function addReport(program: Command, session: Session): void {
  program
    .command('report')
    .addArgument(new Argument('<kind>', 'income and provider: of yourself; disclosure and exchange: for those who oversee').choices(kinds))
    .description('reports on trades, listings, public data or the whole exchange')
    .option('--year <year>', 'one year; default: all')
    .option('--csv', 'prints the rows as CSV')
    .option('--at <block or date>', 'as it was then', parseDate(session, { option: '--at', hasBlocks: true }))
    .option('--no-slips', 'leaves the amounts of an income closed, as blocks have them')
    .option('--from-blocks <folder>', "makes the report from saved blocks alone; 'gateway' reads those of the gateway")
    .option('--participant <id>', "with --from-blocks: whose income or listings; default: the profile's")
    .action(async (kind: ReportKind, options: ReportOptions) => {
      const { printReport } = await import('./print-report.js');
      await printReport(session, kind, options);
    });
}
