import { decodeBlock } from './block';
import type { BlockStore } from './block-store';
import { codes, type ParsedTransaction } from './parsed-transaction';
import { parseTransaction } from './parse-transaction';
import type { StateOperation } from './private-updates';
import { encodeHistoryKey, decodeHistoryPlace, encodeHistoryPrefix } from './state-keys';
import type { StateView } from './state-view';
import type { KeyModification, StateVersion } from './types';

const empty = Buffer.alloc(0);

/** Lists the history entries of a valid transaction: one per public write, none for metadata alone. */
export function listHistoryOperations(transaction: ParsedTransaction, at: StateVersion): readonly StateOperation[] {
  return (transaction.action?.namespaces ?? []).flatMap(({ name, set }) =>
    set.getWritesList().map((write): StateOperation => ({ type: 'put', key: encodeHistoryKey(name, write.getKey(), at), value: empty })),
  );
}

/** Reads a key's modifications up to the view's height, newest first; values come from the blocks. */
export async function* readHistory(
  view: StateView,
  blocks: BlockStore,
  at: { namespace: string; key: string },
): AsyncGenerator<KeyModification, undefined> {
  const prefix = encodeHistoryPrefix(at.namespace, at.key);
  const end = Buffer.concat([prefix, Buffer.alloc(17, 0xff)]);
  for await (const [place] of view.iterate({ gte: prefix, lt: end, reverse: true })) {
    const modification = await readModification(blocks, decodeHistoryPlace(place), at);
    if (modification) yield modification;
  }
}

async function readModification(blocks: BlockStore, place: StateVersion, { namespace, key }: { namespace: string; key: string }) {
  const bytes = await blocks.read(place.blockNumber);
  const envelope = bytes && decodeBlock(bytes).data[place.txIndex];
  const transaction = envelope && parseTransaction(envelope);
  if (transaction?.code !== codes.VALID) return undefined;
  const set = transaction.action?.namespaces.find(({ name }) => name === namespace)?.set;
  const write = set?.getWritesList().find((candidate) => candidate.getKey() === key);
  const { txId, timestamp } = transaction;
  return write && { txId, timestamp, value: write.getValue_asU8(), isDelete: write.getIsDelete() };
}
