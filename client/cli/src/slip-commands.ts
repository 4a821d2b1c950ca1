import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import type { Session } from './session';
import { UsageError } from './usage-error';

interface MakeOptions {
  readonly trade: string;
  readonly price: string;
  readonly to: string;
  readonly record?: true;
}

/** Adds `databund slip`: price slips, which the provider hands over outside the ledger. */
export function addSlips(program: Command, session: Session): void {
  const slip = program.command('slip').description('slip: make, show: price slips, which are handed over outside the ledger');
  slip
    .command('make')
    .description('makes a price slip; give its file to the buyer and the operator only')
    .requiredOption('--trade <id>', 'the trade')
    .requiredOption('--price <amount>', 'the amount, such as "42.00 CNY"')
    .requiredOption('--to <file>', 'a new file')
    .option('--record', 'records the price for your side too, as `databund trade price` does')
    .action((options: MakeOptions) => makeSlip(session, options));
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

async function makeSlip(session: Session, { trade: named, price, to, record }: MakeOptions): Promise<void> {
  if (existsSync(to)) throw new UsageError('FILE_EXISTS', `${to} exists, and a slip is never overwritten: give another --to`);
  const { makePriceSlip } = await import('@databund/client');
  const { parseAmount } = await import('./prices.js');
  const { amountMinor, currency } = parseAmount(price);
  const trade = record ? await session.resolve(named, 'trd') : named;
  const { text, hash } = makePriceSlip(trade, amountMinor, currency);
  writeFileSync(to, `${text}\n`, { mode: 0o600, flag: 'wx' });
  if (record) await (await session.connect()).trade.price({ id: trade }, { slip: text });
  await session.print({ file: to, hash });
}
