import { join } from 'node:path';
import { readBlockFolder } from './block-folder';
import { verifyExchange } from './verify-exchange';

/** Blocks of real Fabric, of another chaincode than the exchange’s: of the invariants none is put to the test. */
const blocks = [...readBlockFolder(join(__dirname, '../../../test/conformance/golden/blocks'))];

describe('the verification of an exchange', () => {
  it('is of its ledger and of its invariants', async () => {
    const { verified, blocks: count, invariants, notReplayed } = await verifyExchange(blocks);
    expect({ verified, count, notReplayed }).toEqual({ verified: true, count: 46, notReplayed: [] });
    expect(invariants.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
  });

  it('tells of blocks over which no invariant could be checked', async () => {
    const { verified, notReplayed } = await verifyExchange([...blocks.slice(0, 20), blocks[20]!.subarray(0, 100), ...blocks.slice(21)]);
    expect(verified).toBe(false);
    expect(notReplayed).toHaveLength(1);
  });
});
