import { hashBytes, schemaVersion, type ListingContent, type ListingRecord, type Recorded } from '@databund/model';
import type { Committed } from './invariant';
import { pricesTold } from './listings';

const publicCharge = { amountMinor: 1, currency: 'CNY' };

/** A transaction that writes a version of this content. */
function writing(content: Partial<ListingContent>): Committed {
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
    endorsedBy: () => new Set(),
    reads: [],
    writes: [{ key: 'k', type: 'listing-version', parts: ['lst-1', '1'], record, before: undefined }],
    unreadable: [],
    writtenKeys: ['k'],
    privately: [],
    event: new Uint8Array(),
  };
}

describe('a listing in public state', () => {
  it('tells no price of data that are not public', () => {
    const [told] = pricesTold(writing({ charge: { basis: 'priced', publicCharge } }));
    expect(told?.broken).toMatch(/price/);
  });

  it.each<[string, Partial<ListingContent>]>([
    ['what public data are charged', { isPublicData: true, charge: { basis: 'priced', publicCharge } }],
    ['that data are priced', { charge: { basis: 'priced' } }],
    ['nothing of a charge', {}],
  ])('may tell %s', (_, content) => {
    expect(pricesTold(writing(content))).toEqual([{ key: 'k' }]);
  });
});
