import { need, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { exchangeKeys } from './keys';
import type { Exchange } from './records';

/** Reads the parameters of the exchange and the organisations that hold its offices. @throws EXCHANGE_NOT_FOUNDED */
export function readExchange(reader: Reader): Promise<Recorded<Exchange>> {
  return need(reader, exchangeKeys.exchange(), 'EXCHANGE_NOT_FOUNDED');
}
