import { createHash } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';

/** A block as it was stored. */
export interface Block {
  readonly number: number;
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
  /** What the orderer signs besides the metadata’s value: DER of the header. */
  readonly header: Uint8Array;
  /** SHA-256 of the header: by it the next block names this one. */
  readonly headerHash: Uint8Array;
  /** Envelopes. */
  readonly data: readonly Uint8Array[];
  readonly signatures: common.Metadata;
  /** A validation code a transaction. */
  readonly flags: Uint8Array;
  /** What the committing peer recorded of flags and updates; empty where it recorded none. */
  readonly commitHash: Uint8Array;
}

const { SIGNATURES, TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;

/** Reads a serialised common.Block. @throws Error where it is none */
export function decodeBlock(bytes: Uint8Array): Block {
  const block = common.Block.deserializeBinary(bytes);
  const header = block.getHeader();
  if (!header) throw new Error('the block has no header');
  const metadata = block.getMetadata()?.getMetadataList_asU8() ?? [];
  const number = header.getNumber();
  const previousHash = header.getPreviousHash_asU8();
  const dataHash = header.getDataHash_asU8();
  const encoded = encodeHeader(number, previousHash, dataHash);
  return {
    number,
    previousHash,
    dataHash,
    header: encoded,
    headerHash: sha256(encoded),
    data: block.getData()?.getDataList_asU8() ?? [],
    signatures: readMetadata(metadata[SIGNATURES]),
    flags: metadata[TRANSACTIONS_FILTER] ?? new Uint8Array(),
    commitHash: readMetadata(metadata[COMMIT_HASH]).getValue_asU8(),
  };
}

/** SHA-256 of bytes, one after the other. */
export function sha256(...parts: readonly Uint8Array[]): Buffer {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
}

/** Says whether bytes are the same. */
export function isSame(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0;
}

/** Metadata that cannot be read vouch for nothing: the check that asks for them fails, and the block’s other checks go on. */
function readMetadata(bytes: Uint8Array = new Uint8Array()): common.Metadata {
  try {
    return common.Metadata.deserializeBinary(bytes);
  } catch {
    return new common.Metadata();
  }
}

/** DER: SEQUENCE { INTEGER number, OCTET STRING previousHash, OCTET STRING dataHash } (Fabric’s protoutil/blockutils.go). */
function encodeHeader(number: number, previousHash: Uint8Array, dataHash: Uint8Array): Buffer {
  const hex = number.toString(16);
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return der(0x30, Buffer.concat([der(0x02, positive), der(0x04, previousHash), der(0x04, dataHash)]));
}

function der(tag: number, content: Uint8Array): Buffer {
  const length = content.length < 128 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
