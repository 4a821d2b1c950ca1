import { Type } from '@sinclair/typebox';
import { ExchangeError, TextAnswer, isKeptText, type AnyTransaction } from '@databund/model';
import { isValid, parse } from '../http/validation';
import type { HeldIdentity } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';

const Named = Type.Object({ hash: Type.String(), from: Type.Optional(Type.String()) });

/** The call of a read, as its caller sent it, and what the own peer answered. */
interface Answered {
  readonly transaction: AnyTransaction;
  readonly command: object;
  readonly answer: unknown;
}

/**
 * Completes the answer about a text: the own peer names the speaker, whose organisation's peer has the text. Other answers stay as they
 * are. @throws TEXT_ALTERED if the text does not have the hash that was asked for
 */
export async function completeText(ledger: Ledger, { transaction, command, answer }: Answered, as: HeldIdentity): Promise<unknown> {
  if (transaction.kind !== 'evaluate' || transaction.answeredBy === undefined || !isValid(Named, command)) return answer;
  const own = parse(TextAnswer, answer);
  const isAsked = (command.from ?? as.mspId) === own.mspId;
  const found = isAsked ? own : parse(TextAnswer, await ledger.evaluate({ transaction, command: { ...command, from: own.mspId }, as }));
  if (found.kept && !isKeptText(found.kept, command.hash))
    throw new ExchangeError('TEXT_ALTERED', { hash: command.hash, mspId: own.mspId });
  return found;
}
