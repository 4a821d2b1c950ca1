import { createHash } from 'node:crypto';
import { common, peer } from './protos';
import { findCodes, goldenBlocks, type FoundCodes } from './golden-blocks';

/** Verifies the golden blocks up to the one after a changed block, and returns the codes found. */
export async function findCodesAfter(number: number, change: (block: common.Block) => void): Promise<FoundCodes> {
  const block = readGolden(number);
  change(block);
  return findCodes([...goldenBlocks.slice(0, number), block.serializeBinary(), ...goldenBlocks.slice(number + 1, number + 2)]);
}

/** Reads a golden block. */
export function readGolden(number: number): common.Block {
  return common.Block.deserializeBinary(goldenBlocks[number] ?? new Uint8Array());
}

/** Returns the creator of a golden block's first transaction, a SerializedIdentity. */
export function readGoldenCreator(number: number): Uint8Array {
  const [first = new Uint8Array()] = listData(readGolden(number));
  const header = common.Payload.deserializeBinary(common.Envelope.deserializeBinary(first).getPayload_asU8()).getHeader();
  return common.SignatureHeader.deserializeBinary(header?.getSignatureHeader_asU8() ?? new Uint8Array()).getCreator_asU8();
}

/** Returns a copy of bytes with one bit flipped, in the middle if no position is given. */
export function flipBit(bytes: Uint8Array, at = bytes.length >> 1, bit = 0): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ (1 << bit);
  return copy;
}

/** Returns an entry of a block's metadata. */
export function getMetadata(block: common.Block, index: number): Uint8Array {
  return block.getMetadata()?.getMetadataList_asU8()[index] ?? new Uint8Array();
}

/** Replaces an entry of a block's metadata. */
export function setMetadata(block: common.Block, index: number, bytes: Uint8Array): void {
  const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
  block.getMetadata()?.setMetadataList(list.map((each, at) => (at === index ? bytes : each)));
}

/** The parts of a transaction that a forger may change. */
export interface TransactionParts {
  readonly envelope: common.Envelope;
  readonly payload: common.Payload;
  readonly endorsed: peer.ChaincodeEndorsedAction;
}

/** Changes a block's first transaction and corrects the data hash, as a forger without a private key could. */
export function forgeTransaction(block: common.Block, change: (parts: TransactionParts) => void): void {
  const [first = new Uint8Array(), ...others] = listData(block);
  const envelope = common.Envelope.deserializeBinary(first);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action = new peer.TransactionAction()] = transaction.getActionsList();
  const body = peer.ChaincodeActionPayload.deserializeBinary(action.getPayload_asU8());
  const endorsed = body.getAction() ?? new peer.ChaincodeEndorsedAction();
  change({ envelope, payload, endorsed });
  body.setAction(endorsed);
  action.setPayload(body.serializeBinary());
  payload.setData(transaction.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  setData(block, [envelope.serializeBinary(), ...others]);
}

function listData(block: common.Block): readonly Uint8Array[] {
  return block.getData()?.getDataList_asU8() ?? [];
}

function setData(block: common.Block, list: readonly Uint8Array[]): void {
  block.getData()?.setDataList([...list]);
  const hash = createHash('sha256');
  for (const each of list) hash.update(each);
  block.getHeader()?.setDataHash(hash.digest());
}
