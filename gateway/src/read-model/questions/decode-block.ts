import type { DecodedBlock, DecodedTransaction } from '@databund/client';
import { ExchangeError } from '@databund/model';
import { printKey, type StateAccess } from '@databund/ledger-verifier';
import type { NamedActors } from '../named-actors';
import { readBlock, type BlockTransaction } from '../read-block';
import type { ReadModel } from '../read-model';
import { getBytes, getNumber, getText } from '../read-store';
import { describeTransaction } from './list-actions';

/** Reads a block as it is stored. */
export type ReadBytes = (number: number) => Promise<Uint8Array>;

interface Parts {
  readonly model: ReadModel;
  readonly names: NamedActors;
  readonly readBytes: ReadBytes;
}

/** Decodes all transactions of a block. @throws ROUTE_NOT_FOUND for a block that is not there */
export async function decodeBlock(number: number, { model, names, readBytes }: Parts): Promise<DecodedBlock> {
  const [block] = await model.store.query('select hash, time from block where number = ?', number);
  if (!block) throw new ExchangeError('ROUTE_NOT_FOUND', { reason: `the last block is ${String(model.height - 1)}` });
  const time = getText(block, 'time');
  const rows = await model.store.query('select * from tx where block = ? order by position', number);
  const { transactions } = readBlock(await readBytes(number), model.chaincode);
  const items = await Promise.all(
    rows.map(async (row) => ({
      ...(await describeTransaction(row, names)),
      blockTime: time,
      ...decode(transactions[getNumber(row, 'position')]),
    })),
  );
  return { number, hash: Buffer.from(getBytes(block, 'hash')).toString('hex'), time, items };
}

/** Decodes one transaction: of several with one id the valid one. @throws ROUTE_NOT_FOUND */
export async function decodeTransaction(id: string, parts: Parts): Promise<DecodedTransaction> {
  const sql = 'select block, position from tx where id = ? order by flag <> 0, block, position limit 1';
  const [place] = await parts.model.store.query(sql, id);
  const { items } = place ? await decodeBlock(getNumber(place, 'block'), parts) : { items: [] };
  const found = items.find(({ position }) => place && position === getNumber(place, 'position'));
  if (found) return found;
  throw new ExchangeError('ROUTE_NOT_FOUND', { reason: 'no block has a transaction with this id' });
}

function decode(transaction: BlockTransaction | undefined): Pick<DecodedTransaction, 'input' | 'event' | 'writes'> {
  if (!transaction) return { writes: [] };
  const [input, event] = [parse(transaction.input), parse(transaction.event)];
  return {
    ...(input !== undefined && { input }),
    ...(event !== undefined && { event }),
    writes: transaction.accesses.flatMap(listWrites),
  };
}

function listWrites({ collection, writes }: StateAccess): DecodedTransaction['writes'] {
  return writes.map(({ key, value }) => ({
    key: collection === '' ? printKey(key) : key,
    ...(collection !== '' && { collection }),
    ...(value === undefined && { isDeleted: true as const }),
  }));
}

/** Parses what transactions of the exchange carry; others carry no JSON. */
function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
