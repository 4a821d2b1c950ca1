import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { common, peer } from '@hyperledger/fabric-protos';
import fc from 'fast-check';
import { readBlockFolder } from './block-folder';
import type { ProblemCode } from './report';
import { verifyLedger } from './verify-ledger';

/** Blocks of real Fabric: values, conflicts, phantoms, private data, key-level policies. */
const blocks = [...readBlockFolder(join(__dirname, '../../../test/conformance/golden/blocks'))].map((block) => Uint8Array.from(block));
/** A block of each kind: definitions, a policy failure, a repetition, conflicts, a phantom, 260 writes, private data, a key’s policy, the last. */
const numbers = [1, 3, 4, 6, 16, 17, 20, 24, 29, 39, 45];
const { TRANSACTIONS_FILTER, COMMIT_HASH, SIGNATURES } = common.BlockMetadataIndex;

type Codes = Readonly<Record<number, readonly ProblemCode[]>>;

/** The codes found in the ledger up to the block after a changed one, by the number of their block. */
async function codesAfter(number: number, change: (block: common.Block) => void): Promise<Codes> {
  const block = common.Block.deserializeBinary(blocks[number] ?? new Uint8Array());
  change(block);
  return codesOf([...blocks.slice(0, number), block.serializeBinary(), ...blocks.slice(number + 1, number + 2)]);
}

async function codesOf(of: readonly Uint8Array[], options: Parameters<typeof verifyLedger>[1] = {}): Promise<Codes> {
  const { problems, verified } = await verifyLedger(of, options);
  expect(verified).toBe(problems.length === 0);
  const found: Record<number, ProblemCode[]> = {};
  for (const { block, code } of problems) found[block] = [...new Set([...(found[block] ?? []), code])];
  return found;
}

function flipped(bytes: Uint8Array, at = bytes.length >> 1): Uint8Array {
  const copy = Uint8Array.from(bytes);
  copy[at] = (copy[at] ?? 0) ^ 1;
  return copy;
}

const metadataOf = (block: common.Block) => block.getMetadata()?.getMetadataList_asU8() ?? [];

function setMetadata(block: common.Block, index: number, bytes: Uint8Array): void {
  block.getMetadata()?.setMetadataList(metadataOf(block).map((each, at) => (at === index ? bytes : each)));
}

/** Changes a block’s first transaction, and puts the data hash right: what a forger would do, who cannot sign. */
function forge(block: common.Block, change: (parts: Parts) => void): void {
  const [first = new Uint8Array(), ...others] = block.getData()?.getDataList_asU8() ?? [];
  const envelope = common.Envelope.deserializeBinary(first);
  const payload = common.Payload.deserializeBinary(envelope.getPayload_asU8());
  const transaction = peer.Transaction.deserializeBinary(payload.getData_asU8());
  const [action] = transaction.getActionsList();
  const body = peer.ChaincodeActionPayload.deserializeBinary(action?.getPayload_asU8() ?? new Uint8Array());
  const endorsed = body.getAction();
  if (!action || !endorsed) throw new Error('the block holds no endorsed transaction');
  const parts: Parts = { envelope, payload, endorsed };
  change(parts);
  body.setAction(endorsed);
  action.setPayload(body.serializeBinary());
  payload.setData(transaction.serializeBinary());
  envelope.setPayload(payload.serializeBinary());
  setData(block, [envelope.serializeBinary(), ...others]);
}

function setData(block: common.Block, list: readonly Uint8Array[]): void {
  block.getData()?.setDataList([...list]);
  const hash = createHash('sha256');
  for (const each of list) hash.update(each);
  block.getHeader()?.setDataHash(hash.digest());
}

interface Parts {
  readonly envelope: common.Envelope;
  readonly payload: common.Payload;
  readonly endorsed: peer.ChaincodeEndorsedAction;
}

const isValid = (number: number) => metadataOf(common.Block.deserializeBinary(blocks[number] ?? new Uint8Array()))[2]?.[0] === 0;

describe('blocks of real Fabric', () => {
  it('verify without a problem, every flag and nearly every commit hash found again', async () => {
    const seen: number[] = [];
    const report = await verifyLedger(blocks, { progress: (sofar) => seen.push(sofar.blocks) });
    expect(report).toMatchObject({ verified: true, blocks: 46, transactions: 52, problems: [], problemCount: 0 });
    expect(report.byFlag).toEqual({
      VALID: 42,
      ENDORSEMENT_POLICY_FAILURE: 2,
      DUPLICATE_TXID: 1,
      MVCC_READ_CONFLICT: 5,
      PHANTOM_READ_CONFLICT: 2,
    });
    // One block sets a policy upon an older value, of which nothing is kept.
    expect(report.checked).toMatchObject({ hashChain: 92, commitHashes: 44, blockSignatures: 45, creatorSignatures: 41, reads: 41 });
    expect(seen).toEqual(blocks.map((_, at) => at + 1));
  });

  it('are found damaged wherever one bit is turned', async () => {
    const place = fc.record({ number: fc.nat(blocks.length - 2), at: fc.nat(), bit: fc.nat(7) });
    await fc.assert(
      fc.asyncProperty(place, async ({ number, at, bit }) => {
        const bytes = Uint8Array.from(blocks[number] ?? []);
        const index = at % bytes.length;
        bytes[index] = (bytes[index] ?? 0) ^ (1 << bit);
        const { verified } = await verifyLedger([...blocks.slice(0, number), bytes, ...blocks.slice(number + 1, number + 2)]);
        return !verified;
      }),
      { numRuns: 150 },
    );
  });
});

describe.each(numbers)('damage to block %i', (number) => {
  it('in the previous hash breaks the chain, and the orderer did not sign it', async () => {
    const found = await codesAfter(number, (block) =>
      block.getHeader()?.setPreviousHash(flipped(block.getHeader()?.getPreviousHash_asU8() ?? new Uint8Array())),
    );
    expect(found[number]).toEqual(['PREVIOUS_HASH', 'BLOCK_SIGNATURE']);
    if (number < 45) expect(found[number + 1]).toEqual(['PREVIOUS_HASH']);
  });

  it('in the data hash is found beside the data', async () => {
    const found = await codesAfter(number, (block) =>
      block.getHeader()?.setDataHash(flipped(block.getHeader()?.getDataHash_asU8() ?? new Uint8Array())),
    );
    expect(found[number]).toEqual(['DATA_HASH', 'BLOCK_SIGNATURE']);
  });

  it('in the number is told once', async () => {
    const found = await codesAfter(number, (block) => block.getHeader()?.setNumber(1_000));
    expect(found[1_000]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'BLOCK_SIGNATURE']));
  });

  it('in the orderer’s signature, or in who it says it is from, is found', async () => {
    const damage = (change: (signature: common.MetadataSignature) => void) => (block: common.Block) => {
      const metadata = common.Metadata.deserializeBinary(metadataOf(block)[SIGNATURES] ?? new Uint8Array());
      metadata.getSignaturesList().forEach(change);
      setMetadata(block, SIGNATURES, metadata.serializeBinary());
    };
    const signature = damage((each) => each.setSignature(flipped(each.getSignature_asU8())));
    const from = damage((each) => each.setSignatureHeader(flipped(each.getSignatureHeader_asU8(), 3)));
    expect(await codesAfter(number, signature)).toEqual({ [number]: ['BLOCK_SIGNATURE'] });
    expect(await codesAfter(number, from)).toEqual({ [number]: ['BLOCK_SIGNATURE'] });
    expect(await codesAfter(number, (block) => setMetadata(block, SIGNATURES, new Uint8Array()))).toEqual({
      [number]: ['BLOCK_SIGNATURE'],
    });
  });

  it('in the commit hash is found', async () => {
    const found = await codesAfter(number, (block) =>
      setMetadata(block, COMMIT_HASH, flipped(metadataOf(block)[COMMIT_HASH] ?? new Uint8Array(), 20)),
    );
    // Where a block’s own cannot be computed, the next block’s tells.
    expect(Object.values(found).flat()).toContain('COMMIT_HASH');
  });

  it('in a flag is found, whichever flag it then is', async () => {
    for (const flag of [0, 4, 9, 10, 11, 12, 24, 254, 255]) {
      const found = await codesAfter(number, (block) => {
        const flags = Uint8Array.from(metadataOf(block)[TRANSACTIONS_FILTER] ?? []);
        const isSame = flags[0] === flag;
        flags[0] = flag;
        setMetadata(block, TRANSACTIONS_FILTER, isSame ? flags.subarray(1) : flags);
      });
      const expected = { 0: /POLICY_UNSATISFIED|TRANSACTION_TWICE|READ_VERSION|RANGE_CHANGED|FLAGS_MISSING/, 254: /FLAGS_MISSING/ }[flag];
      // Between two flags that both set it aside, where blocks do not tell which is right, the commit hash does.
      expect(found[number]?.join()).toMatch(expected ?? (isValid(number) ? /FLAG_UNFOUNDED/ : /FLAG_UNFOUNDED|FLAGS_MISSING|COMMIT_HASH/));
    }
  });

  it('in the creator’s signature is found, though the data hash was put right', async () => {
    const found = await codesAfter(number, (block) =>
      forge(block, ({ envelope }) => envelope.setSignature(flipped(envelope.getSignature_asU8()))),
    );
    expect(found[number]).toEqual(expect.arrayContaining(isValid(number) ? ['BLOCK_SIGNATURE', 'CREATOR_SIGNATURE'] : ['BLOCK_SIGNATURE']));
    expect(found[number]).not.toContain('DATA_HASH');
  });
});

describe.each(numbers.filter(isValid))('a forged transaction in block %i', (number) => {
  it('with a value that was changed is not what creator and endorsers signed', async () => {
    const found = await codesAfter(number, (block) =>
      forge(block, ({ endorsed }) => {
        const bytes = endorsed.getProposalResponsePayload_asU8();
        endorsed.setProposalResponsePayload(flipped(bytes, bytes.length - 30));
      }),
    );
    expect(found[number]?.join()).toMatch(
      /CREATOR_SIGNATURE.*ENDORSEMENT_INVALID.*POLICY_UNSATISFIED|FLAG_UNFOUNDED|TRANSACTION_UNREADABLE/,
    );
  });

  it('with another creator has neither its signature nor its id', async () => {
    const stranger = number === 45 ? 3 : 45;
    const { creator } = signatureHeaderOf(stranger === 3 ? 2 : stranger);
    const found = await codesAfter(number, (block) =>
      forge(block, ({ payload }) => {
        const header = payload.getHeader();
        const signatureHeader = common.SignatureHeader.deserializeBinary(header?.getSignatureHeader_asU8() ?? new Uint8Array());
        signatureHeader.setCreator(Buffer.concat([creator, Buffer.from([0x1a, 0])]));
        header?.setSignatureHeader(signatureHeader.serializeBinary());
      }),
    );
    expect(found[number]).toEqual(expect.arrayContaining(['CREATOR_SIGNATURE', 'TRANSACTION_ID']));
  });

  it('with an endorsement that was damaged counts it for nothing', async () => {
    const found = await codesAfter(number, (block) =>
      forge(block, ({ endorsed }) =>
        endorsed.getEndorsementsList().forEach((each) => each.setSignature(flipped(each.getSignature_asU8()))),
      ),
    );
    expect(found[number]).toEqual(expect.arrayContaining(['ENDORSEMENT_INVALID', 'POLICY_UNSATISFIED']));
  });

  it('with an endorser that nobody can read finds that too', async () => {
    const found = await codesAfter(number, (block) =>
      forge(block, ({ endorsed }) => endorsed.getEndorsementsList()[0]?.setEndorser(Buffer.from('somebody'))),
    );
    expect(found[number]).toContain('ENDORSEMENT_INVALID');
  });
});

function signatureHeaderOf(number: number): { readonly creator: Uint8Array } {
  const block = common.Block.deserializeBinary(blocks[number] ?? new Uint8Array());
  const envelope = common.Envelope.deserializeBinary(block.getData()?.getDataList_asU8()[0] ?? new Uint8Array());
  const header = common.Payload.deserializeBinary(envelope.getPayload_asU8()).getHeader();
  return { creator: common.SignatureHeader.deserializeBinary(header?.getSignatureHeader_asU8() ?? new Uint8Array()).getCreator_asU8() };
}

describe('a chain', () => {
  it('that lacks a block is broken there, and only there', async () => {
    const found = await codesOf(blocks.filter((_, number) => number !== 44));
    expect(found).toEqual({ 45: ['BLOCK_NUMBER', 'PREVIOUS_HASH', 'COMMIT_HASH'] });
  });

  it('in which two blocks changed places is broken at each seam', async () => {
    const swapped = [...blocks.slice(0, 43), blocks[44], blocks[43], blocks[45]].flatMap((block) => block ?? []);
    const found = await codesOf(swapped);
    for (const number of [43, 44, 45]) expect(found[number]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'PREVIOUS_HASH']));
  });

  it('with a block twice is broken', async () => {
    const found = await codesOf([...blocks, blocks[45] ?? new Uint8Array()]);
    expect(found[45]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'PREVIOUS_HASH', 'TRANSACTION_TWICE']));
  });

  it('that does not begin with its configuration proves nothing', async () => {
    const found = await codesOf(blocks.slice(1, 3));
    expect(found[1]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'BLOCK_SIGNATURE', 'CONFIG_MISSING']));
  });

  it('of no blocks proves nothing', async () => {
    expect(await verifyLedger([])).toMatchObject({ verified: false, blocks: 0 });
  });

  it('with a block that is no block goes on behind it', async () => {
    const found = await codesOf([...blocks.slice(0, 44), Buffer.from('no block'), ...blocks.slice(45)]);
    expect(found).toEqual({ 44: ['BLOCK_UNREADABLE'], 45: ['COMMIT_HASH'] });
  });
});
