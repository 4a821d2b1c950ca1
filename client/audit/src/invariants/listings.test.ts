import { hashBytes, schemaVersion, type ListingContent, type ListingRecord, type Recorded } from '@databund/model';
import type { CommittedTransaction } from './invariant';
import { checkPrices } from './listings';

const publicCharge = { amountMinor: 1, currency: 'CNY' };

/** Returns a transaction that writes a version with this content. */
function writeListing(content: Partial<ListingContent>): CommittedTransaction {
  const change = { revision: 1, action: 'create', from: 'NONE', to: 'DRAFT', actor: 'p', mspId: 'm', certHash: hashBytes(''), txId: 't' };
  const record: Recorded<ListingRecord> = {
    id: 'lst-1',
    version: 1,
    provider: 'p',
    mspId: 'm',
    content: { title: { en: 'Readings' }, ...content },
    state: 'DRAFT',
    schema: schemaVersion,
    change: { ...change, at: '2026-01-01T00:00:00.000Z' },
  };
  return {
    block: 1,
    txId: 't',
    timeMs: 0,
    creator: undefined,
    listEndorsers: () => new Set(),
    reads: [],
    writes: [{ key: 'k', type: 'listing-version', parts: ['lst-1', '1'], record, before: undefined }],
    unreadable: [],
    privateWrites: [],
    event: new Uint8Array(),
  };
}

describe('checkPrices', () => {
  it('reports a listing with a price whose data is not public', () => {
    const [outcome] = checkPrices(writeListing({ charge: { basis: 'priced', publicCharge } }));
    expect(outcome?.broken).toMatch(/price/);
  });

  it.each<[string, Partial<ListingContent>]>([
    ['public data with its price', { isPublicData: true, charge: { basis: 'priced', publicCharge } }],
    ['priced data without its price', { charge: { basis: 'priced' } }],
    ['data without a charge', {}],
  ])('accepts a listing of %s', (_, content) => {
    expect(checkPrices(writeListing(content))).toEqual([{ key: 'k' }]);
  });
});
