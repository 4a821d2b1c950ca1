import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(__dirname, 'golden');

/** Blocks 0 to 45 of a channel that ran on real Fabric 3.1.5, PB(common.Block) each. */
export function readGoldenBlocks(): Buffer[] {
  const blocks = join(folder, 'blocks');
  return readdirSync(blocks)
    .sort()
    .map((name) => readFileSync(join(blocks, name)));
}

/** Byte vectors that Fabric's own code computed. */
export function readVectors(): Vectors {
  return JSON.parse(readFileSync(join(folder, 'vectors.json'), 'utf8')) as Vectors;
}

/** All values are hex unless their name says otherwise. */
export interface Vectors {
  readonly blockHeader: readonly { asn1: string; dataHash: string; hash: string; number: string; previousHash: string }[];
  readonly dataHash: { data: string[]; hash: string };
  readonly height_5_3: string;
  readonly kvread_0_0_version: string;
  readonly kvread_nil_version: string;
  readonly merkle50: readonly { n: number; rqi_sha256: string }[];
  readonly orderPreservingVarUint64: Readonly<Record<string, string>>;
  readonly proposal: {
    endorsementSignedBytes_sha256: string;
    endorser: string;
    envelopePayload: string;
    event: string;
    proposalBytes: string;
    proposalHash: string;
    proposalResponsePayload: string;
    proposalResponsePayloadNoEvent: string;
  };
  readonly rwset: { private: string; public: string };
  readonly rwset_readorder_cc1: readonly string[];
  readonly txid: { creator: string; nonce: string; txid: string };
  readonly commitHash: { updatesProto: string; example: { flags: string; previousCommitHash: string; commitHash: string } };
}
