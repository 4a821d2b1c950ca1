import { isSameHash, type Hash } from '@databund/model';
import type { Databund } from '@databund/client';
import type { Session } from './session';
import { readSlipFile } from './slip-file';
import { UsageError } from './usage-error';

/**
 * Returns the hash of the amount in a slip for funding and settling. The slip must be of the trade, and both sides must have recorded its
 * hash; the person sees the amount, and confirms it at a terminal. @throws UsageError OPTION_INVALID, FILE_MISSING
 */
export async function checkAmount(
  session: Session,
  databund: Databund,
  { id, file }: { readonly id: string; readonly file: string },
): Promise<Hash> {
  const { slip, hash } = readSlipFile(file);
  if (slip.tradeId !== id) throw new UsageError('OPTION_INVALID', `--slip ${file} is of the trade ${slip.tradeId}, and not of ${id}`);
  const { prices } = await databund.trade.get({ id });
  for (const side of ['provider', 'buyer'] as const)
    if (!isSameHash(prices?.[side], hash)) throw new UsageError('OPTION_INVALID', describeMismatch(file, side, prices?.[side]));
  const amount = `${String(slip.amountMinor)} ${slip.currency}, in the smallest unit`;
  session.note(`The slip says ${amount}, as provider and buyer recorded.`);
  const answer = await session.ask?.('Continue? [y/N] ');
  if (answer !== undefined && !/^y(es)?$/i.test(answer.trim())) throw new UsageError('OPTION_INVALID', 'you did not confirm the amount');
  return hash;
}

function describeMismatch(file: string, side: string, recorded: Hash | undefined): string {
  if (!recorded) return `the ${side} has recorded no price yet: it does so by \`databund trade price --slip FILE\``;
  return `--slip ${file} has another hash than the ${side} recorded, ${recorded.value}: ask the provider for the slip of this price`;
}
