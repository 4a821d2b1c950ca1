import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { encodeBlockHeader, hashBlockData, hashBlockHeader } from '@databund/devnet/internal/proto/block-header';

/** A block before an orderer signs it. */
export interface UnsignedBlock {
  readonly number: number;
  readonly previousHash: Uint8Array;
  /** Serialised envelopes. */
  readonly data: readonly Uint8Array[];
  /** One validation code per envelope. */
  readonly flags: Uint8Array;
  /** Empty in block 0. */
  readonly commitHash: Uint8Array;
  /** Number of the block with the configuration in force. */
  readonly lastConfig: number;
}

const { SIGNATURES, TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;
const metadataEntries = 5;

/** Makes PB(Block) with an orderer's signature, and returns the hash of its header too. Block 0 is not signed. */
export function signBlock(block: UnsignedBlock, orderer: Signer): { readonly bytes: Uint8Array; readonly headerHash: Uint8Array } {
  const { number, previousHash, data, flags, commitHash } = block;
  const parts = { number, previousHash, dataHash: hashBlockData(data) };
  const header = new common.BlockHeader();
  header.setNumber(number);
  header.setPreviousHash(previousHash);
  header.setDataHash(parts.dataHash);
  const list = new common.BlockData();
  list.setDataList([...data]);
  const entries: Uint8Array[] = Array.from({ length: metadataEntries }, () => new Uint8Array());
  entries[SIGNATURES] = encodeSignatures(encodeBlockHeader(parts), block, orderer);
  entries[TRANSACTIONS_FILTER] = flags;
  entries[COMMIT_HASH] = encodeCommitHash(commitHash);
  const metadata = new common.BlockMetadata();
  metadata.setMetadataList(entries);
  const signed = new common.Block();
  signed.setHeader(header);
  signed.setData(list);
  signed.setMetadata(metadata);
  return { bytes: signed.serializeBinary(), headerHash: hashBlockHeader(parts) };
}

function encodeSignatures(header: Uint8Array, { number, lastConfig }: UnsignedBlock, orderer: Signer): Uint8Array {
  const last = new common.LastConfig();
  last.setIndex(lastConfig);
  const value = new common.OrdererBlockMetadata();
  value.setLastConfig(last);
  const metadata = new common.Metadata();
  metadata.setValue(value.serializeBinary());
  if (number > 0) metadata.setSignaturesList([sign(header, metadata.getValue_asU8(), orderer)]);
  return metadata.serializeBinary();
}

function sign(header: Uint8Array, value: Uint8Array, orderer: Signer): common.MetadataSignature {
  const signatureHeader = new common.SignatureHeader();
  signatureHeader.setCreator(orderer.serialized);
  signatureHeader.setNonce(randomBytes(24));
  const bytes = signatureHeader.serializeBinary();
  const signature = new common.MetadataSignature();
  signature.setSignatureHeader(bytes);
  signature.setSignature(orderer.sign(Buffer.concat([value, bytes, header])));
  return signature;
}

function encodeCommitHash(hash: Uint8Array): Uint8Array {
  if (hash.length === 0) return hash;
  const metadata = new common.Metadata();
  metadata.setValue(hash);
  return metadata.serializeBinary();
}
