import { join } from 'node:path';
import { readBlockFolder } from '@databund/ledger-verifier';
import { verifyExchange } from './verify-exchange';

/** Blocks of real Fabric with another chaincode than the exchange's, so that no invariant is exercised. */
const blocks = [...readBlockFolder(join(__dirname, '../../../test/conformance/golden/blocks'))];

describe('verifyExchange', () => {
  it('reports on the ledger, and on all sixteen invariants', async () => {
    const { verified, blocks: count, invariants, notReplayed, checked } = await verifyExchange(blocks);
    expect({ verified, count, notReplayed }).toEqual({ verified: true, count: 46, notReplayed: [] });
    expect(invariants.map(({ number }) => number)).toEqual(Array.from({ length: 16 }, (_, index) => index + 1));
    expect(checked).toMatchObject({ hashChain: 92, stances: 0, revisions: 0 });
  });

  it('rejects a ledger with a block over which no invariant could be checked', async () => {
    const { verified, notReplayed } = await verifyExchange([...blocks.slice(0, 20), blocks[20]!.subarray(0, 100), ...blocks.slice(21)]);
    expect(verified).toBe(false);
    expect(notReplayed).toHaveLength(1);
  });
});
