import { randomBytes } from 'node:crypto';
import { common } from '@hyperledger/fabric-protos';
import type { Signer } from '../endorser/endorser';
import type { OrderedBlock } from '../ledger/types';
import { encodeBlockHeader, hashBlockData } from '../proto/block-header';

/** Where the next block attaches. */
export interface ChainEnd {
  readonly height: number;
  readonly lastBlockHash: Uint8Array;
}

/** Makes blocks of envelopes and signs them as Fabric's orderer does; orderer/common/multichannel/blockwriter.go. */
export class BlockAssembler {
  constructor(private readonly signer: Signer) {}

  assemble(data: readonly Uint8Array[], { height, lastBlockHash }: ChainEnd): OrderedBlock {
    const dataHash = hashBlockData(data);
    const header = { number: height, previousHash: lastBlockHash, dataHash };
    return { ...header, data, signatures: this.sign(encodeBlockHeader(header)) };
  }

  /** PB(Metadata): the signature is over value, signature header and block header. */
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

/** The last configuration is always block 0: the devnet takes no updates. */
function encodeOrdererMetadata(): Uint8Array {
  const metadata = new common.OrdererBlockMetadata();
  metadata.setLastConfig(new common.LastConfig());
  return metadata.serializeBinary();
}
