import { randomBytes } from 'node:crypto';
import { sealTexts, transactions, type AnySubmit } from '@databund/model';
import { check } from '../http/validation';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';

const makeSalt = () => randomBytes(32).toString('hex');

/**
 * Keeps the texts of a command in the caller's own organisation, and returns the command with their salted hashes. No other peer sees
 * them. @throws ExchangeError
 */
export async function keepTexts(ledger: Ledger, transaction: AnySubmit, written: object, as: HeldIdentity): Promise<object> {
  const { command, texts } = sealTexts(transaction.input, written, makeSalt);
  check(transaction.input, command);
  for (const { hash, transient } of texts) await ledger.submit({ transaction: transactions.KeepText, command: { hash }, as, transient });
  return texts.length === 0 ? written : Object.assign({}, command);
}
