import { hashBlockData, hashBlockHeader } from '../proto/block-header';
import { decodeBlock, encodeBlock, encodeUnsigned, type StoredBlock } from './block';
import type { BlockStore } from './block-store';
import { codes } from './parsed-transaction';

/** Reads block 0, or creates an unsigned one. */
export async function beginChain(blocks: BlockStore, genesisEnvelope: Uint8Array): Promise<StoredBlock> {
  const known = await blocks.read(0);
  if (known) return decodeBlock(known);
  const data = [genesisEnvelope];
  const header = { number: 0, previousHash: new Uint8Array(), dataHash: hashBlockData(data) };
  const verdict = { flags: Uint8Array.of(codes.VALID), commitHash: new Uint8Array() };
  const block: StoredBlock = { ...header, ...verdict, data, signatures: encodeUnsigned(0), headerHash: hashBlockHeader(header) };
  await blocks.append(block, encodeBlock(block));
  return block;
}
