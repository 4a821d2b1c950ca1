import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { common } from '@hyperledger/fabric-protos';
import { encodeBlockHeader, hashBlockData, hashBlockHeader } from '@databund/devnet/internal/proto/block-header';
import { decodeBlock } from '@databund/devnet/internal/ledger/block';
import { ChannelLedger } from '@databund/devnet/internal/ledger/channel-ledger';
import { readGoldenBlocks } from './golden';

describe('blocks of real Fabric', () => {
  const golden = readGoldenBlocks();
  const stored = golden.map((bytes) => decodeBlock(bytes));
  let directory: string;
  let ledger: ChannelLedger;

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'databund-replay-'));
    ledger = await ChannelLedger.open({ directory, genesisEnvelope: stored[0]!.data[0]! });
  });

  afterAll(async () => {
    await ledger.close();
    await rm(directory, { recursive: true });
  });

  it('hashes block headers and data as Fabric does', () => {
    for (const [index, block] of stored.entries()) {
      expect(hashBlockData(block.data)).toEqual(Buffer.from(block.dataHash));
      if (index > 0) expect(hashBlockHeader(stored[index - 1]!)).toEqual(Buffer.from(block.previousHash));
    }
  });

  it('computes the validation codes and commit hashes of Fabric from the blocks alone', async () => {
    for (const { number, previousHash, dataHash, data, signatures, flags, commitHash } of stored.slice(1)) {
      const committed = await ledger.commit({ number, previousHash, dataHash, data, signatures });
      expect({ number, flags: [...committed.flags] }).toEqual({ number, flags: [...flags] });
      expect({ number, commitHash: Buffer.from(committed.commitHash).toString('hex') }).toEqual({
        number,
        commitHash: Buffer.from(commitHash).toString('hex'),
      });
    }
    expect(ledger.height).toBe(46);
  });

  it("verifies the orderer's signature over value, signature header and block header", () => {
    const policy = ledger.config.findPolicy('/Channel/Orderer/BlockValidation');
    for (const block of stored.slice(1)) {
      const metadata = common.Metadata.deserializeBinary(block.signatures);
      const signed = metadata.getSignaturesList().map((signature) => {
        const signatureHeader = signature.getSignatureHeader_asU8();
        const identity = common.SignatureHeader.deserializeBinary(signatureHeader).getCreator_asU8();
        const data = Buffer.concat([metadata.getValue_asU8(), signatureHeader, encodeBlockHeader(block)]);
        return { identity, data, signature: signature.getSignature_asU8() };
      });
      expect(policy?.evaluateSigned(signed)).toBeUndefined();
      expect(policy?.evaluateSigned(signed.map((one) => ({ ...one, data: Buffer.concat([one.data, one.data]) })))).toBeDefined();
    }
  });

  it("rejects a creator's signature with one flipped bit", async () => {
    const last = stored.at(-1)!;
    const { number, previousHash, signatures } = last;
    const data = [flipByte(last.data[0]!, last.data[0]!.length - 1)];
    const again = await ChannelLedger.open({ directory: join(directory, 'again'), genesisEnvelope: stored[0]!.data[0]! });
    for (const block of stored.slice(1, -1)) await again.commit(block);
    const committed = await again.commit({ number, previousHash, dataHash: hashBlockData(data), data, signatures });
    expect([...committed.flags]).toEqual([4]);
    await again.close();
  });

  it('stores blocks byte for byte as Fabric does', async () => {
    for (const [number, bytes] of golden.entries()) expect(Buffer.from((await ledger.getBlock(number))!)).toEqual(bytes);
  });
});

function flipByte(bytes: Uint8Array, index: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[index] = (copy[index] ?? 0) ^ 1;
  return copy;
}
