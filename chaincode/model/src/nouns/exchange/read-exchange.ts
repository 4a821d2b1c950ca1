import type { KeyPolicy } from '../../kernel/declare';
import { need, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { exchangeKeys } from './keys';
import type { Exchange } from './records';

/** Reads the parameters of the exchange and the organisations that hold its offices. @throws EXCHANGE_NOT_FOUNDED */
export function readExchange(reader: Reader): Promise<Recorded<Exchange>> {
  return need(reader, exchangeKeys.exchange(), 'EXCHANGE_NOT_FOUNDED');
}

/**
 * Returns the policy of a participant's record: Exchange with the participant's organisation or the authority, so that nobody undoes what
 * Exchange decided. None if one organisation oversees alone, because it could then suspend nobody without that organisation's help.
 */
export function guardParticipant(
  mspId: string,
  { operatorMspId, authorityMspId }: Pick<Exchange, 'operatorMspId' | 'authorityMspId'>,
): { readonly policy?: KeyPolicy } {
  return operatorMspId === authorityMspId
    ? {}
    : { policy: { atLeast: 2, of: [mspId, operatorMspId, authorityMspId], always: operatorMspId } };
}

/** Returns the policy of what only the operating organisation and the authority's can change together. */
export function guardByOverseers({ operatorMspId, authorityMspId }: Pick<Exchange, 'operatorMspId' | 'authorityMspId'>): KeyPolicy {
  return { atLeast: 2, of: [operatorMspId, authorityMspId] };
}
