import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { readJson } from '../support/json';

const folder = join(__dirname, 'golden');

/** Reads blocks 0 to 45 of a channel on real Fabric 3.1.5, PB(common.Block) each. */
export function readGoldenBlocks(): Buffer[] {
  const blocks = join(folder, 'blocks');
  return readdirSync(blocks)
    .sort()
    .map((name) => readFileSync(join(blocks, name)));
}

const text = Type.String();
const blockHeaderForm = Type.Object({ asn1: text, dataHash: text, hash: text, number: text, previousHash: text });
const proposalForm = Type.Object({
  endorsementSignedBytes_sha256: text,
  endorser: text,
  envelopePayload: text,
  event: text,
  proposalBytes: text,
  proposalHash: text,
  proposalResponsePayload: text,
  proposalResponsePayloadNoEvent: text,
});

/** Values are hex unless their name says otherwise. */
const vectorsForm = Type.Object({
  blockHeader: Type.Array(blockHeaderForm),
  dataHash: Type.Object({ data: Type.Array(text), hash: text }),
  height_5_3: text,
  kvread_0_0_version: text,
  kvread_nil_version: text,
  merkle50: Type.Array(Type.Object({ n: Type.Number(), rqi_sha256: text })),
  orderPreservingVarUint64: Type.Record(text, text),
  proposal: proposalForm,
  rwset: Type.Object({ private: text, public: text }),
  rwset_readorder_cc1: Type.Array(text),
  txid: Type.Object({ creator: text, nonce: text, txid: text }),
  commitHash: Type.Object({
    updatesProto: text,
    example: Type.Object({ flags: text, previousCommitHash: text, commitHash: text }),
  }),
});

/** Reads byte vectors that Fabric's own code computed. */
export function readVectors(): Static<typeof vectorsForm> {
  return readJson(vectorsForm, join(folder, 'vectors.json'));
}
