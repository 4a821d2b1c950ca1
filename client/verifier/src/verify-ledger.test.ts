import fc from 'fast-check';
import type { InspectedTransaction, Inspector } from './inspector';
import { flipBit } from './testing/damage';
import { findCodes, goldenBlocks } from './testing/golden-blocks';
import { verifyLedger } from './verify-ledger';

/** Verifies 150 ledgers of up to 46 blocks. */
const propertyTimeoutMs = 120_000;

describe('verifyLedger on blocks of real Fabric', () => {
  it('finds no problem, and confirms every flag and every commit hash that can be computed', async () => {
    const progress: number[] = [];
    const report = await verifyLedger(goldenBlocks, { progress: ({ blocks }) => progress.push(blocks) });
    expect(report).toMatchObject({ verified: true, blocks: 46, transactions: 52, problems: [], problemCount: 0 });
    expect(report.byFlag).toEqual({
      VALID: 42,
      ENDORSEMENT_POLICY_FAILURE: 2,
      DUPLICATE_TXID: 1,
      MVCC_READ_CONFLICT: 5,
      PHANTOM_READ_CONFLICT: 2,
    });
    // One block sets a policy on an earlier value, which is not kept.
    expect(report.checked).toMatchObject({ hashChain: 92, commitHashes: 44, blockSignatures: 45, creatorSignatures: 41, reads: 41 });
    expect(progress).toEqual(goldenBlocks.map((_, at) => at + 1));
  });

  it(
    'finds a problem wherever one bit is flipped',
    async () => {
      const place = fc.record({ number: fc.nat(goldenBlocks.length - 2), at: fc.nat(), bit: fc.nat(7) });
      await fc.assert(
        fc.asyncProperty(place, async ({ number, at, bit }) => {
          const bytes = goldenBlocks[number]!;
          const damaged = flipBit(bytes, at % bytes.length, bit);
          const { verified } = await verifyLedger([
            ...goldenBlocks.slice(0, number),
            damaged,
            ...goldenBlocks.slice(number + 1, number + 2),
          ]);
          return !verified;
        }),
        { numRuns: 150 },
      );
    },
    propertyTimeoutMs,
  );
});

describe('verifyLedger on a chain of blocks', () => {
  it('reports a missing block once, at the block behind it', async () => {
    const found = await findCodes(goldenBlocks.filter((_, number) => number !== 44));
    expect(found).toEqual({ 45: ['BLOCK_NUMBER', 'PREVIOUS_HASH', 'COMMIT_HASH'] });
  });

  it('reports every block whose predecessor changed if two blocks are swapped', async () => {
    const swapped = [...goldenBlocks.slice(0, 43), goldenBlocks[44]!, goldenBlocks[43]!, goldenBlocks[45]!];
    const found = await findCodes(swapped);
    for (const number of [43, 44, 45]) expect(found[number]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'PREVIOUS_HASH']));
  });

  it('reports a block that occurs twice', async () => {
    const found = await findCodes([...goldenBlocks, goldenBlocks[45]!]);
    expect(found[45]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'PREVIOUS_HASH', 'TRANSACTION_TWICE']));
  });

  it('reports that the configuration is missing if the blocks do not begin with block 0', async () => {
    const found = await findCodes(goldenBlocks.slice(1, 3));
    expect(found[1]).toEqual(expect.arrayContaining(['BLOCK_NUMBER', 'BLOCK_SIGNATURE', 'CONFIG_MISSING']));
  });

  it('rejects an empty ledger', async () => {
    expect(await verifyLedger([])).toMatchObject({ verified: false, blocks: 0 });
  });

  it('reports a block that cannot be read and verifies the blocks behind it', async () => {
    const found = await findCodes([...goldenBlocks.slice(0, 44), Buffer.from('no block'), ...goldenBlocks.slice(45)]);
    expect(found).toEqual({ 44: ['BLOCK_UNREADABLE'], 45: ['COMMIT_HASH'] });
  });
});

describe('verifyLedger with an inspector', () => {
  /** Allows each key of a namespace to be written once. */
  class WriteOnce implements Inspector<'WRITTEN_TWICE', 'writes'> {
    readonly checks = ['writes'] as const;
    readonly seen: InspectedTransaction[] = [];
    private readonly written = new Set<string>();

    inspect(...[transaction, findings]: Parameters<Inspector<'WRITTEN_TWICE', 'writes'>['inspect']>): void {
      this.seen.push(transaction);
      const { block, txId, chaincode, accesses } = transaction;
      for (const { key } of accesses.filter(({ namespace }) => namespace === chaincode).flatMap(({ writes }) => writes)) {
        findings.check('writes', !this.written.has(key), { code: 'WRITTEN_TWICE', block, transaction: txId, key });
        this.written.add(key);
      }
    }
  }

  it('counts its checks and reports its problems beside those of the ledger', async () => {
    const report = await verifyLedger(goldenBlocks, { inspector: new WriteOnce() });
    expect(report.verified).toBe(false);
    expect(new Set(report.problems.map(({ code }) => code))).toEqual(new Set(['WRITTEN_TWICE']));
    expect(report.checked.writes).toBeGreaterThan(report.problemCount);
    expect(report.checked.hashChain).toBe(92);
  });

  it('shows it valid endorser transactions only, in the order of the ledger, with their signers', async () => {
    const inspector = new WriteOnce();
    const { byFlag } = await verifyLedger(goldenBlocks, { inspector });
    const configurations = 1;
    expect(inspector.seen).toHaveLength((byFlag.VALID ?? 0) - configurations);
    const numbers = inspector.seen.map(({ block }) => block);
    expect(numbers).toEqual(numbers.toSorted((a, b) => a - b));
    for (const { creator, endorsers } of inspector.seen) {
      expect(creator?.invalid).toBeUndefined();
      expect(endorsers.map(({ role }) => role)).toContain('peer');
    }
  });

  it('reports a check that was never made with 0', async () => {
    const { checked } = await verifyLedger(goldenBlocks.slice(0, 1), { inspector: new WriteOnce() });
    expect(checked).toMatchObject({ writes: 0, reads: 0 });
  });

  it('reports an error that it throws as TRANSACTION_UNREADABLE', async () => {
    const inspector: Inspector<never, never> = {
      checks: [],
      inspect: () => {
        throw new RangeError('unexpected value');
      },
    };
    const { problems } = await verifyLedger(goldenBlocks.slice(0, 2), { inspector });
    expect(problems).toContainEqual(expect.objectContaining({ code: 'TRANSACTION_UNREADABLE', block: 1, details: 'unexpected value' }));
  });
});
