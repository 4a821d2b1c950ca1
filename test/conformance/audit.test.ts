import { common } from '@hyperledger/fabric-protos';
import { join } from 'node:path';
import { readBlockFolder, verifyLedger, type ProblemCode, type VerifyOptions } from '@databund/ledger-verifier';

const blocks = [...readBlockFolder(join(__dirname, 'golden', 'blocks'))];
const signedBlock = 12;

/** Returns the codes that a verification finds, without duplicates. */
async function findCodes(changed: readonly Uint8Array[], options: VerifyOptions = {}): Promise<readonly ProblemCode[]> {
  const { problems, verified } = await verifyLedger(changed, options);
  expect(verified).toBe(problems.length === 0);
  return [...new Set(problems.map(({ code }) => code))];
}

/** Returns the blocks with one of them changed. */
function changeBlock(number: number, change: (block: common.Block) => void): readonly Uint8Array[] {
  return blocks.map((bytes, index) => {
    if (index !== number) return bytes;
    const block = common.Block.deserializeBinary(bytes);
    change(block);
    return block.serializeBinary();
  });
}

function flipByte(bytes: Uint8Array, at = Math.floor(bytes.length / 2)): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

/** Changes the first envelope of a block, and sets the matching data hash. */
function withEnvelope(block: common.Block, change: (envelope: common.Envelope) => void): void {
  const data = block.getData();
  const [first = new Uint8Array()] = data?.getDataList_asU8() ?? [];
  const envelope = common.Envelope.deserializeBinary(first);
  change(envelope);
  data?.setDataList([envelope.serializeBinary(), ...data.getDataList_asU8().slice(1)]);
}

describe('verification of blocks of real Fabric', () => {
  it('finds no problem in blocks of real Fabric, and checks every block', async () => {
    const report = await verifyLedger(blocks);
    expect(report).toMatchObject({ verified: true, blocks: 46, problemCount: 0, checked: { hashChain: 92, blockSignatures: 45 } });
  });

  it('reports a header that was changed', async () => {
    expect(
      await findCodes(
        changeBlock(signedBlock, (block) =>
          block.getHeader()?.setPreviousHash(flipByte(block.getHeader()?.getPreviousHash_asU8() ?? new Uint8Array())),
        ),
      ),
    ).toEqual(expect.arrayContaining(['PREVIOUS_HASH', 'BLOCK_SIGNATURE']));
    expect(await findCodes(changeBlock(signedBlock, (block) => block.getHeader()?.setNumber(99)))).toContain('BLOCK_NUMBER');
  });

  it('reports data that was changed and not signed again', async () => {
    const found = await findCodes(
      changeBlock(signedBlock, (block) =>
        withEnvelope(block, (envelope) => envelope.setSignature(flipByte(envelope.getSignature_asU8(), 20))),
      ),
    );
    expect(found).toEqual(expect.arrayContaining(['DATA_HASH', 'CREATOR_SIGNATURE']));
    const payload = await findCodes(
      changeBlock(signedBlock, (block) =>
        withEnvelope(block, (envelope) =>
          envelope.setPayload(flipByte(envelope.getPayload_asU8(), envelope.getPayload_asU8().length - 40)),
        ),
      ),
    );
    expect(payload).toEqual(expect.arrayContaining(['DATA_HASH', 'CREATOR_SIGNATURE', 'ENDORSEMENT_INVALID']));
  });

  it("reports an orderer's signature that was changed", async () => {
    const found = await findCodes(
      changeBlock(signedBlock, (block) => {
        const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
        const metadata = common.Metadata.deserializeBinary(list[0] ?? new Uint8Array());
        const [signature] = metadata.getSignaturesList();
        signature?.setSignature(flipByte(signature.getSignature_asU8(), 20));
        block.getMetadata()?.setMetadataList([metadata.serializeBinary(), ...list.slice(1)]);
      }),
    );
    expect(found).toEqual(['BLOCK_SIGNATURE']);
  });

  it('reports a failed transaction that is flagged valid', async () => {
    const findFlags = (from: number) =>
      blocks.findIndex((bytes) => common.Block.deserializeBinary(bytes).getMetadata()?.getMetadataList_asU8()[2]?.includes(from) === true);
    const markValid = (number: number) =>
      findCodes(
        changeBlock(number, (block) => {
          const list = block.getMetadata()?.getMetadataList_asU8() ?? [];
          block.getMetadata()?.setMetadataList([list[0] ?? '', list[1] ?? '', new Uint8Array(list[2]?.length ?? 0), ...list.slice(3)]);
        }),
      );
    expect(await markValid(findFlags(10))).toContain('POLICY_UNSATISFIED');
    expect(await markValid(findFlags(11))).toContain('READ_VERSION');
    expect(await markValid(findFlags(9))).toContain('TRANSACTION_TWICE');
  });

  it('reports blocks that are missing or out of order', async () => {
    expect(await findCodes(blocks.filter((_, index) => index !== 20))).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'PREVIOUS_HASH']));
    const [a, b] = [blocks[20] ?? new Uint8Array(), blocks[21] ?? new Uint8Array()];
    expect(await findCodes([...blocks.slice(0, 20), b, a, ...blocks.slice(22)])).toContain('BLOCK_NUMBER');
    expect(await findCodes([...blocks.slice(0, 20), blocks[5]?.subarray(0, 40) ?? new Uint8Array()])).toContain('BLOCK_UNREADABLE');
  });

  it('accepts only the pinned roots', async () => {
    expect(await findCodes(blocks, { pinnedRoots: { Org1MSP: [] } })).toEqual(['ROOT_NOT_PINNED']);
    expect(await findCodes(blocks, { pinnedRoots: { StrangerMSP: [] } })).toEqual(['ROOT_NOT_PINNED']);
  });
});
