import { listAble } from '../../kernel/judge-record';
import { hasTaken, type Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { findChange, listSaid } from '../../kernel/trail';
import { namePartiesUnder } from '../authorisation/voice';
import { readExchange } from '../exchange/read-exchange';
import { tradeKeys } from './keys';
import type { TradeRecord } from './records';

/** A step about a trade or its money that was said and that its copy does not show. */
export type Lacking = 'dispute' | 'acknowledge' | 'serve' | 'settle' | 'refund';

/** Names a trade as far as its hidden steps can be found. */
type Named = Pick<TradeRecord, 'id' | 'authorisation'>;

/** Returns the binding step about the trade that was said and that its copy does not show: then two others wrote an older copy. */
export async function findLacking(reader: Reader, trade: Recorded<TradeRecord>): Promise<Lacking | undefined> {
  const disputes = listSaid(trade).filter(({ change }) => change.action === 'dispute').length;
  if (await wasDisputed(reader, trade, disputes + 1)) return 'dispute';
  if (!findChange(trade, 'acknowledge') && (await wasTakenBy(reader, trade, { side: 'object-buyer', action: 'acknowledge' })))
    return 'acknowledge';
  return !findChange(trade, 'serve') && (await wasTakenBy(reader, trade, { side: 'object-provider', action: 'serve' }))
    ? 'serve'
    : undefined;
}

/** Returns the end of the money that the operator said and that the copy of the clearing does not show: it moves nothing twice. */
export async function findHiddenEnd(reader: Reader, { id }: Pick<TradeRecord, 'id'>): Promise<'settle' | 'refund' | undefined> {
  const { operatorMspId } = await readExchange(reader);
  for (const action of ['settle', 'refund'] as const)
    if (await reader.hasAnchor(operatorMspId, tradeKeys.clearing(id), { action, round: 1 })) return action;
  return undefined;
}

/** Returns whether something was served or acknowledged under a trade that is paid for, whatever its copy shows. */
export async function isServedUnder(reader: Reader, trade: Named): Promise<boolean> {
  const wasServed = await wasTakenBy(reader, trade, { side: 'object-provider', action: 'serve' });
  return wasServed || wasTakenBy(reader, trade, { side: 'object-buyer', action: 'acknowledge' });
}

async function wasDisputed(reader: Reader, trade: Named, round: number): Promise<boolean> {
  const byBuyer = await wasTakenBy(reader, trade, { side: 'object-buyer', action: 'dispute', round });
  return byBuyer || wasTakenBy(reader, trade, { side: 'object-provider', action: 'dispute', round });
}

interface SideStep {
  readonly side: 'object-buyer' | 'object-provider';
  readonly action: string;
  readonly round?: number;
}

async function wasTakenBy(reader: Reader, { id, authorisation }: Named, { side, action, round = 1 }: SideStep): Promise<boolean> {
  const parties = await namePartiesUnder(authorisation, reader);
  const { 'object-buyer': buyer = '', 'object-provider': provider = '' } = parties;
  const mspId = parties[side] ?? '';
  const witnesses = listAble(mspId, [buyer, provider], await readExchange(reader));
  return hasTaken(reader, tradeKeys.trade(id), { action, round, mspId, witnesses });
}
