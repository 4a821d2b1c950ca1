import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { parseIntegerIn } from './arguments';
import type { Session } from './session';
import { UsageError } from './usage-error';

interface MakeOptions {
  readonly trade: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly to: string;
}

/** Adds `databund slip`: price slips, which the provider hands over outside the ledger. */
export function addSlips(program: Command, session: Session): void {
  const slip = program.command('slip').description('slip: make, show: price slips, which are handed over outside the ledger');
  slip
    .command('make')
    .description('makes a price slip; give its file to the buyer and the operator only')
    .requiredOption('--trade <id>', 'the trade')
    .requiredOption('--amount-minor <n>', "the amount in the currency's smallest unit", parseIntegerIn(0, Number.MAX_SAFE_INTEGER))
    .requiredOption('--currency <code>', 'ISO 4217')
    .requiredOption('--to <file>', 'a new file')
    .action(async ({ trade, amountMinor, currency, to }: MakeOptions) => {
      if (existsSync(to)) throw new UsageError('FILE_EXISTS', `${to} exists, and a slip is never overwritten: give another --to`);
      const { makePriceSlip } = await import('@databund/client');
      const { text, hash } = makePriceSlip(trade, amountMinor, currency);
      writeFileSync(to, `${text}\n`, { mode: 0o600, flag: 'wx' });
      await session.print({ file: to, hash });
    });
  slip
    .command('show')
    .description('reads a price slip and computes its hash')
    .argument('<file>')
    .action(async (file: string) => {
      const { readSlipFile } = await import('./slip-file.js');
      const { slip: content, hash } = readSlipFile(file);
      await session.print({ ...content, hash });
    });
}
