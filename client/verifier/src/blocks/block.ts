import { common } from '../protos';
import { describeError, VerifierError } from '../verifier-error';
import { computeSha256 } from './bytes';

/** A block as a peer stores it. */
export interface Block {
  readonly number: number;
  readonly previousHash: Uint8Array;
  readonly dataHash: Uint8Array;
  /** DER of the header, which orderers sign together with the metadata's value. */
  readonly header: Uint8Array;
  /** SHA-256 of the header, which the next block names as its previous hash. */
  readonly headerHash: Uint8Array;
  /** Serialised envelopes. */
  readonly data: readonly Uint8Array[];
  readonly signatures: common.Metadata;
  /** One validation code per transaction. */
  readonly flags: Uint8Array;
  /** The committing peer's hash over flags and updates; empty if the peer kept none. */
  readonly commitHash: Uint8Array;
}

const { SIGNATURES, TRANSACTIONS_FILTER, COMMIT_HASH } = common.BlockMetadataIndex;

/** Reads a serialised common.Block. @throws BLOCK_MALFORMED */
export function decodeBlock(bytes: Uint8Array): Block {
  const block = parseBlock(bytes);
  const header = block.getHeader();
  if (!header) throw new VerifierError('BLOCK_MALFORMED', 'Block has no header.');
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
    headerHash: computeSha256(encoded),
    data: block.getData()?.getDataList_asU8() ?? [],
    signatures: readMetadata(metadata[SIGNATURES]),
    flags: metadata[TRANSACTIONS_FILTER] ?? new Uint8Array(),
    commitHash: readMetadata(metadata[COMMIT_HASH]).getValue_asU8(),
  };
}

function parseBlock(bytes: Uint8Array): common.Block {
  try {
    return common.Block.deserializeBinary(bytes);
  } catch (error) {
    throw new VerifierError('BLOCK_MALFORMED', `Not a common.Block: ${describeError(error)}`, { cause: error });
  }
}

/** Returns empty metadata if they cannot be read, so that only the check that needs them fails. */
function readMetadata(bytes: Uint8Array = new Uint8Array()): common.Metadata {
  try {
    return common.Metadata.deserializeBinary(bytes);
  } catch {
    return new common.Metadata();
  }
}

/** DER: SEQUENCE { INTEGER number, OCTET STRING previousHash, OCTET STRING dataHash } (Fabric's protoutil/blockutils.go). */
function encodeHeader(number: number, previousHash: Uint8Array, dataHash: Uint8Array): Buffer {
  const hex = number.toString(16);
  const digits = Buffer.from(hex.length % 2 === 0 ? hex : `0${hex}`, 'hex');
  const positive = (digits[0] ?? 0) > 127 ? Buffer.concat([Buffer.from([0]), digits]) : digits;
  return encodeDer(0x30, Buffer.concat([encodeDer(0x02, positive), encodeDer(0x04, previousHash), encodeDer(0x04, dataHash)]));
}

function encodeDer(tag: number, content: Uint8Array): Buffer {
  const length = content.length < 128 ? [content.length] : [0x81, content.length];
  return Buffer.concat([Buffer.from([tag, ...length]), content]);
}
