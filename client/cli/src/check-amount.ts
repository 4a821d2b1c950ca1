import { hashCharge, isSameHash, type Hash } from '@databund/model';
import type { Databund } from '@databund/client';
import { formatAmount } from './prices';
import type { Session } from './session';
import { readSlipFile } from './slip-file';
import { UsageError } from './usage-error';

/**
 * Returns the hash of the amount of a trade for funding, settling and refunding: of its published price, else of the slip in a file, which
 * must be of the trade, and whose hash both sides must have recorded. The person sees the amount, and confirms it at a terminal.
 * @throws UsageError OPTION_INVALID, FILE_MISSING
 */
export async function checkAmount(
  session: Session,
  databund: Databund,
  { id, file }: { readonly id: string; readonly file: string | undefined },
): Promise<Hash | undefined> {
  const { charge, prices } = await databund.trade.get({ id });
  if (charge) {
    if (file !== undefined) throw new UsageError('OPTION_INVALID', `${id} is at a published price, so there is no slip: leave out --slip`);
    await confirm(session, `The ledger says ${formatAmount(charge)}, as the provider published.`);
    return hashCharge({ id, charge });
  }
  if (file === undefined) return undefined;
  const { slip, hash } = readSlipFile(file);
  if (slip.tradeId !== id) throw new UsageError('OPTION_INVALID', `--slip ${file} is of the trade ${slip.tradeId}, and not of ${id}`);
  for (const side of ['provider', 'buyer'] as const)
    if (!isSameHash(prices?.[side], hash)) throw new UsageError('OPTION_INVALID', describeMismatch(file, side, prices?.[side]));
  await confirm(session, `The slip says ${formatAmount(slip)}, as provider and buyer recorded.`);
  return hash;
}

async function confirm(session: Session, amount: string): Promise<void> {
  session.note(amount);
  const answer = await session.ask?.('Continue? [y/N] ');
  if (answer !== undefined && !/^y(es)?$/i.test(answer.trim())) throw new UsageError('OPTION_INVALID', 'you did not confirm the amount');
}

function describeMismatch(file: string, side: string, recorded: Hash | undefined): string {
  if (!recorded) return `the ${side} has recorded no price yet: it does so by \`databund trade price --slip FILE\``;
  return `--slip ${file} has another hash than the ${side} recorded, ${recorded.value}: ask the provider for the slip of this price`;
}
