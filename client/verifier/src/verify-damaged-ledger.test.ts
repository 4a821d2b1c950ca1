import { common } from './testing/protos';
import { findCodesAfter, flipBit, forgeTransaction, getMetadata, readGolden, readGoldenCreator, setMetadata } from './testing/damage';

/** A block of each kind: definitions, a policy failure, a duplicate, conflicts, a phantom, 260 writes, private data, a key's policy, the last. */
const numbers = [1, 3, 4, 6, 16, 17, 20, 24, 29, 39, 45];
const { TRANSACTIONS_FILTER, COMMIT_HASH, SIGNATURES } = common.BlockMetadataIndex;

const isValid = (number: number) => getMetadata(readGolden(number), TRANSACTIONS_FILTER)[0] === 0;

describe.each(numbers)('verifyLedger after damage to block %i', (number) => {
  it('reports a changed previous hash, and that no orderer signed it', async () => {
    const found = await findCodesAfter(number, (block) => {
      const header = block.getHeader()!;
      header.setPreviousHash(flipBit(header.getPreviousHash_asU8()));
    });
    expect(found[number]).toEqual(['PREVIOUS_HASH', 'BLOCK_SIGNATURE']);
    if (number < 45) expect(found[number + 1]).toEqual(['PREVIOUS_HASH']);
  });

  it('reports a changed data hash, and that no orderer signed it', async () => {
    const found = await findCodesAfter(number, (block) => {
      const header = block.getHeader()!;
      header.setDataHash(flipBit(header.getDataHash_asU8()));
    });
    expect(found[number]).toEqual(['DATA_HASH', 'BLOCK_SIGNATURE']);
  });

  it('reports a changed number at that number', async () => {
    const found = await findCodesAfter(number, (block) => block.getHeader()?.setNumber(1_000));
    expect(found[1_000]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'BLOCK_SIGNATURE']));
  });

  it("reports a changed, foreign or missing orderer's signature", async () => {
    const changeSignatures = (change: (signature: common.MetadataSignature) => void) => (block: common.Block) => {
      const metadata = common.Metadata.deserializeBinary(getMetadata(block, SIGNATURES));
      metadata.getSignaturesList().forEach(change);
      setMetadata(block, SIGNATURES, metadata.serializeBinary());
    };
    const changeBit = changeSignatures((each) => each.setSignature(flipBit(each.getSignature_asU8())));
    const changeSigner = changeSignatures((each) => each.setSignatureHeader(flipBit(each.getSignatureHeader_asU8(), 3)));
    const removeAll = (block: common.Block) => setMetadata(block, SIGNATURES, new Uint8Array());
    for (const damage of [changeBit, changeSigner, removeAll])
      expect(await findCodesAfter(number, damage)).toEqual({ [number]: ['BLOCK_SIGNATURE'] });
  });

  it('reports a changed commit hash, at the latest at the next block', async () => {
    const found = await findCodesAfter(number, (block) => setMetadata(block, COMMIT_HASH, flipBit(getMetadata(block, COMMIT_HASH), 20)));
    expect(Object.values(found).flat()).toContain('COMMIT_HASH');
  });

  it.each([0, 4, 9, 10, 11, 12, 24, 254, 255])('reports a validation flag that was changed to %i', async (flag) => {
    const found = await findCodesAfter(number, (block) => {
      const flags = Uint8Array.from(getMetadata(block, TRANSACTIONS_FILTER));
      const isUnchanged = flags[0] === flag;
      flags[0] = flag;
      setMetadata(block, TRANSACTIONS_FILTER, isUnchanged ? flags.subarray(1) : flags);
    });
    const expected = { 0: /POLICY_UNSATISFIED|TRANSACTION_TWICE|READ_VERSION|RANGE_CHANGED|FLAGS_MISSING/, 254: /FLAGS_MISSING/ }[flag];
    // If blocks alone cannot tell which of two invalid flags is right, the commit hash does.
    expect(found[number]?.join()).toMatch(expected ?? (isValid(number) ? /FLAG_UNFOUNDED/ : /FLAG_UNFOUNDED|FLAGS_MISSING|COMMIT_HASH/));
  });

  it("reports a changed creator's signature even if the data hash was corrected", async () => {
    const found = await findCodesAfter(number, (block) =>
      forgeTransaction(block, ({ envelope }) => envelope.setSignature(flipBit(envelope.getSignature_asU8()))),
    );
    expect(found[number]).toEqual(expect.arrayContaining(isValid(number) ? ['BLOCK_SIGNATURE', 'CREATOR_SIGNATURE'] : ['BLOCK_SIGNATURE']));
    expect(found[number]).not.toContain('DATA_HASH');
  });
});

describe.each(numbers.filter(isValid))('verifyLedger after a forged transaction in block %i', (number) => {
  it('reports that neither creator nor endorsers signed a changed value', async () => {
    const found = await findCodesAfter(number, (block) =>
      forgeTransaction(block, ({ endorsed }) => {
        const bytes = endorsed.getProposalResponsePayload_asU8();
        endorsed.setProposalResponsePayload(flipBit(bytes, bytes.length - 30));
      }),
    );
    expect(found[number]?.join()).toMatch(
      /CREATOR_SIGNATURE.*ENDORSEMENT_INVALID.*POLICY_UNSATISFIED|FLAG_UNFOUNDED|TRANSACTION_UNREADABLE/,
    );
  });

  it('reports that signature and transaction id do not match another creator', async () => {
    const creator = readGoldenCreator(number === 45 ? 2 : 45);
    const found = await findCodesAfter(number, (block) =>
      forgeTransaction(block, ({ payload }) => {
        const header = payload.getHeader()!;
        const signatureHeader = common.SignatureHeader.deserializeBinary(header.getSignatureHeader_asU8());
        signatureHeader.setCreator(Buffer.concat([creator, Buffer.from([0x1a, 0])]));
        header.setSignatureHeader(signatureHeader.serializeBinary());
      }),
    );
    expect(found[number]).toEqual(expect.arrayContaining(['CREATOR_SIGNATURE', 'TRANSACTION_ID']));
  });

  it('reports a damaged endorsement and does not count it for the policy', async () => {
    const found = await findCodesAfter(number, (block) =>
      forgeTransaction(block, ({ endorsed }) =>
        endorsed.getEndorsementsList().forEach((each) => each.setSignature(flipBit(each.getSignature_asU8()))),
      ),
    );
    expect(found[number]).toEqual(expect.arrayContaining(['ENDORSEMENT_INVALID', 'POLICY_UNSATISFIED']));
  });

  it('reports an endorser whose identity cannot be read', async () => {
    const found = await findCodesAfter(number, (block) =>
      forgeTransaction(block, ({ endorsed }) => endorsed.getEndorsementsList()[0]?.setEndorser(Buffer.from('unreadable'))),
    );
    expect(found[number]).toContain('ENDORSEMENT_INVALID');
  });
});
