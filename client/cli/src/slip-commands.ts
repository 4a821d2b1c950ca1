import { existsSync, writeFileSync } from 'node:fs';
import type { Command } from 'commander';
import { makePriceSlip, readSlip, type MadeSlip } from '@databund/client';
import { count } from './arguments';
import { readText } from './local-paths';
import type { Session } from './transaction-commands';
import { UsageError } from './usage-error';

interface Making {
  readonly trade: string;
  readonly amountMinor: number;
  readonly currency: string;
  readonly to: string;
}

/** Adds `databund slip`: price slips, made by the provider and handed over outside the ledger. */
export function addSlips(program: Command, session: Session): void {
  const slip = program.command('slip').description('slip: make, show: price slips, handed over outside the ledger');
  slip
    .command('make')
    .description('makes a price slip; its file is for buyer and operator alone')
    .requiredOption('--trade <id>', 'the trade that it prices')
    .requiredOption('--amount-minor <n>', 'in the currency’s smallest unit', count(0, Number.MAX_SAFE_INTEGER))
    .requiredOption('--currency <code>', 'ISO 4217')
    .requiredOption('--to <file>', 'a new file')
    .action(({ trade, amountMinor, currency, to }: Making) => {
      if (existsSync(to)) throw new UsageError(`${to} is there already: a slip is not written over`);
      const made = makePriceSlip(trade, amountMinor, currency);
      writeFileSync(to, `${made.text}\n`, { mode: 0o600, flag: 'wx' });
      session.print({ file: to, hash: made.hash });
    });
  slip
    .command('show')
    .description('reads a price slip, and its hash')
    .argument('<file>')
    .action((file: string) => {
      const { slip: content, hash } = readSlipFile(file);
      session.print({ ...content, hash });
    });
}

/** Reads a slip from a file. @throws UsageError where there is none, DatabundError INPUT_INVALID where it is not a slip */
export function readSlipFile(path: string): MadeSlip {
  return readSlip(readText(path));
}
