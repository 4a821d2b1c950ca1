import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import type { Signer } from '../endorser/endorser';
import type { OrderedBlock } from '../ledger/types';
import { encodeBlockHeader, hashBlockData } from '../proto/block-header';

/** Height and last header hash of a chain. */
export interface ChainEnd {
  readonly height: number;
  readonly lastBlockHash: Uint8Array;
}

/** Makes signed blocks of envelopes (Fabric's `orderer/common/multichannel/blockwriter.go`). */
export class BlockAssembler {
  constructor(private readonly signer: Signer) {}

  assemble(data: readonly Uint8Array[], { height, lastBlockHash }: ChainEnd): OrderedBlock {
    const dataHash = hashBlockData(data);
    const header = { number: height, previousHash: lastBlockHash, dataHash };
    return { ...header, data, signatures: this.sign(encodeBlockHeader(header)) };
  }

  /** Encodes PB(Metadata) with a signature over value, signature header and block header. */
  private sign(header: Uint8Array): Uint8Array {
    const signatureHeader = new common.SignatureHeader();
    signatureHeader.setCreator(this.signer.serialized);
    signatureHeader.setNonce(randomBytes(24));
    const signatureHeaderBytes = signatureHeader.serializeBinary();
    const value = encodeOrdererMetadata();
    const signature = new common.MetadataSignature();
    signature.setSignatureHeader(signatureHeaderBytes);
    signature.setSignature(this.signer.sign(Buffer.concat([value, signatureHeaderBytes, header])));
    const metadata = new common.Metadata();
    metadata.setValue(value);
    metadata.setSignaturesList([signature]);
    return metadata.serializeBinary();
  }
}

/** Encodes that block 0 is the last configuration: the devnet accepts no configuration updates. */
function encodeOrdererMetadata(): Uint8Array {
  const metadata = new common.OrdererBlockMetadata();
  metadata.setLastConfig(new common.LastConfig());
  return metadata.serializeBinary();
}
