import { common } from '../wire/forms';
import { Message } from '../wire/message';
import { describeError, VerifierError } from '../verifier-error';
import { computeSha256, concatBytes, fromHex } from './bytes';

/** An orderer's signature under a block. */
export interface BlockSignature {
  /** SignatureHeader of Raft orderers; empty for BFT orderers. */
  readonly signatureHeader: Uint8Array;
  /** IdentifierHeader of BFT orderers. */
  readonly identifierHeader: Uint8Array;
  readonly signature: Uint8Array;
}

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
  readonly signatures: {
    /** OrdererBlockMetadata, which orderers sign together with the header. */
    readonly value: Uint8Array;
    readonly list: readonly BlockSignature[];
    /** Number of the block with the configuration in force; -1 if none is named. */
    readonly lastConfig: number;
  };
  /** One validation code per transaction. */
  readonly flags: Uint8Array;
  /** The committing peer's hash over flags and updates; empty if the peer kept none. */
  readonly commitHash: Uint8Array;
  /** Number of entries in the metadata. */
  readonly metadataCount: number;
  /** Metadata that say nothing today, by their index; they should be empty. */
  readonly otherMetadata: ReadonlyMap<number, Uint8Array>;
  /** Content of the block in addition to the fields above. */
  readonly notes: readonly string[];
}

/** Positions in a block's metadata (common.BlockMetadataIndex). */
const positions = { signatures: 0, flags: 2, commitHash: 4 };
const decoded = new WeakMap<Uint8Array, Block>();

/** Reads a serialised common.Block, the same bytes object only once. @throws BLOCK_MALFORMED */
export function decodeBlock(bytes: Uint8Array): Block {
  const known = decoded.get(bytes) ?? readBlock(bytes);
  decoded.set(bytes, known);
  return known;
}

function readBlock(bytes: Uint8Array): Block {
  const notes: string[] = [];
  const block = readOrReject(bytes, notes);
  if (!block.has('header')) throw new VerifierError('BLOCK_MALFORMED', 'Block has no header.');
  const header = new Message(block.getBytes('header'), common.BlockHeader, notes);
  const metadata = new Message(block.getBytes('metadata'), common.BlockMetadata, notes).getList('metadata');
  const [number, previousHash, dataHash] = [header.getInteger('number'), header.getBytes('previousHash'), header.getBytes('dataHash')];
  const encoded = encodeHeader(number, previousHash, dataHash);
  return {
    number,
    previousHash,
    dataHash,
    header: encoded,
    headerHash: computeSha256(encoded),
    data: new Message(block.getBytes('data'), common.BlockData, notes).getList('data'),
    signatures: readSignatures(metadata[positions.signatures], notes),
    flags: metadata[positions.flags] ?? new Uint8Array(),
    commitHash: readCommitHash(metadata[positions.commitHash], notes),
    metadataCount: metadata.length,
    otherMetadata: new Map([...metadata.entries()].filter(([at]) => !Object.values(positions).includes(at))),
    notes,
  };
}

function readOrReject(bytes: Uint8Array, notes: string[]): Message<typeof common.Block> {
  try {
    return new Message(bytes, common.Block, notes);
  } catch (error) {
    throw new VerifierError('BLOCK_MALFORMED', `Not a common.Block: ${describeError(error)}`, { cause: error });
  }
}

/** Reads the orderers' signatures; none if they cannot be read, so that only the check that needs them fails. */
function readSignatures(bytes: Uint8Array = new Uint8Array(), notes: string[]): Block['signatures'] {
  try {
    const metadata = new Message(bytes, common.Metadata, notes);
    const value = metadata.getBytes('value');
    const list = metadata.getList('signatures').map((each) => {
      const signature = new Message(each, common.MetadataSignature, notes);
      return {
        signatureHeader: signature.getBytes('signatureHeader'),
        identifierHeader: signature.getBytes('identifierHeader'),
        signature: signature.getBytes('signature'),
      };
    });
    return { value, list, lastConfig: readLastConfig(value, notes) };
  } catch {
    return { value: new Uint8Array(), list: [], lastConfig: -1 };
  }
}

function readLastConfig(value: Uint8Array, notes: string[]): number {
  const metadata = new Message(value, common.OrdererBlockMetadata, notes);
  return metadata.has('lastConfig') ? new Message(metadata.getBytes('lastConfig'), common.LastConfig, notes).getInteger('index') : -1;
}

function readCommitHash(bytes: Uint8Array = new Uint8Array(), notes: string[]): Uint8Array {
  try {
    const metadata = new Message(bytes, common.Metadata, notes);
    if (metadata.getList('signatures').length > 0) notes.push('Metadata of the commit hash has signatures, none expected');
    return metadata.getBytes('value');
  } catch {
    notes.push('Metadata of the commit hash cannot be read');
    return new Uint8Array();
  }
}

/** Computes the hash of a block's header, which the next block names as its previous hash. */
export function hashHeader(number: number, previousHash: Uint8Array, dataHash: Uint8Array): Uint8Array {
  return computeSha256(encodeHeader(number, previousHash, dataHash));
}

/** DER: SEQUENCE { INTEGER number, OCTET STRING previousHash, OCTET STRING dataHash } (Fabric's protoutil/blockutils.go). */
function encodeHeader(number: number, previousHash: Uint8Array, dataHash: Uint8Array): Uint8Array {
  const hex = number.toString(16);
  const digits = fromHex(hex.length % 2 === 0 ? hex : `0${hex}`);
  const positive = (digits[0] ?? 0) > 127 ? concatBytes(Uint8Array.of(0), digits) : digits;
  return encodeDer(0x30, concatBytes(encodeDer(0x02, positive), encodeDer(0x04, previousHash), encodeDer(0x04, dataHash)));
}

function encodeDer(tag: number, content: Uint8Array): Uint8Array {
  const length = content.length < 128 ? [content.length] : [0x81, content.length];
  return concatBytes(Uint8Array.of(tag, ...length), content);
}
