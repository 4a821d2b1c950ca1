import { common } from '@hyperledger/fabric-protos';
import { hashBlockHeader } from '../proto/block-header';
import type { OrderedBlock } from './types';

/** Indexes of a block's metadata. */
const signaturesIndex = 0;
const flagsIndex = 2;
const commitHashIndex = 4;
const metadataCount = 5;

/** A decoded block of the store. */
export interface StoredBlock extends OrderedBlock {
  /** One validation code per transaction. */
  readonly flags: Uint8Array;
  /** Empty for block 0. */
  readonly commitHash: Uint8Array;
  readonly headerHash: Buffer;
}

/**
 * Encodes PB(common.Block) of an ordered block with its validation codes and commit hash.
 * The ledger verifier (client/verifier) decodes blocks with its own implementation on purpose, so that each detects mistakes of the other.
 */
export function encodeBlock(block: Omit<StoredBlock, 'headerHash'>): Uint8Array {
  const message = new common.Block();
  const header = new common.BlockHeader();
  header.setNumber(block.number);
  header.setPreviousHash(block.previousHash);
  header.setDataHash(block.dataHash);
  const data = new common.BlockData();
  data.setDataList([...block.data]);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList(encodeMetadata(block));
  message.setHeader(header);
  message.setData(data);
  message.setMetadata(metadata);
  return message.serializeBinary();
}

/** Encodes signature metadata without a signature for block 0: it only names the last configuration block. */
export function encodeUnsigned(lastConfigIndex: number): Uint8Array {
  const lastConfig = new common.LastConfig();
  lastConfig.setIndex(lastConfigIndex);
  const value = new common.OrdererBlockMetadata();
  value.setLastConfig(lastConfig);
  const metadata = new common.Metadata();
  metadata.setValue(value.serializeBinary());
  return metadata.serializeBinary();
}

/** Decodes PB(common.Block). */
export function decodeBlock(bytes: Uint8Array): StoredBlock {
  const message = common.Block.deserializeBinary(bytes);
  const header = message.getHeader() ?? new common.BlockHeader();
  const metadata = message.getMetadata()?.getMetadataList_asU8() ?? [];
  const head = { number: header.getNumber(), previousHash: header.getPreviousHash_asU8(), dataHash: header.getDataHash_asU8() };
  return { ...head, ...decodeMetadata(metadata), data: message.getData()?.getDataList_asU8() ?? [], headerHash: hashBlockHeader(head) };
}

function decodeMetadata(list: readonly Uint8Array[]): Pick<StoredBlock, 'signatures' | 'flags' | 'commitHash'> {
  const readAt = (index: number) => list[index] ?? new Uint8Array();
  const commitHash = common.Metadata.deserializeBinary(readAt(commitHashIndex)).getValue_asU8();
  return { signatures: readAt(signaturesIndex), flags: readAt(flagsIndex), commitHash };
}

function encodeMetadata({ signatures, flags, commitHash }: Pick<StoredBlock, 'signatures' | 'flags' | 'commitHash'>): Uint8Array[] {
  const list = Array.from({ length: metadataCount }, (): Uint8Array => new Uint8Array());
  list[signaturesIndex] = signatures;
  list[flagsIndex] = flags;
  if (commitHash.length > 0) {
    const value = new common.Metadata();
    value.setValue(commitHash);
    list[commitHashIndex] = value.serializeBinary();
  }
  return list;
}
