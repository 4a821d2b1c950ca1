import { randomBytes } from 'node:crypto';
import { transactions } from '@databund/chaincode/model';
import { Cursors } from './cursors';

const { ListListings, ListTrades, GetListing } = transactions;
const cursors = new Cursors(randomBytes(32));
const filters = { provider: `ptc-${'1'.repeat(26)}`, limit: 10 };
const sealed = (cursors.seal(ListListings, filters, { items: [], next: 'bm90ZWQ' }) as { next: string }).next;

describe('a cursor', () => {
  it('comes back as it left the ledger, whatever the size of the next page', () => {
    expect(cursors.open(ListListings, { ...filters, limit: 200, cursor: sealed })).toEqual({ ...filters, limit: 200, cursor: 'bm90ZWQ' });
    const { provider } = filters;
    expect(cursors.open(ListListings, { cursor: sealed, provider })).toEqual({ provider, cursor: 'bm90ZWQ' });
  });

  it.each([
    ['of another list', () => cursors.open(ListTrades, { ...filters, cursor: sealed })],
    ['with other filters', () => cursors.open(ListListings, { ...filters, state: 'LISTED', cursor: sealed })],
    ['without its filters', () => cursors.open(ListListings, { cursor: sealed })],
    ['of another gateway', () => new Cursors(randomBytes(32)).open(ListListings, { ...filters, cursor: sealed })],
    ['with another place', () => cursors.open(ListListings, { ...filters, cursor: `x${sealed}` })],
    ['without its seal', () => cursors.open(ListListings, { ...filters, cursor: 'bm90ZWQ' })],
    ['with an empty seal', () => cursors.open(ListListings, { ...filters, cursor: 'bm90ZWQ.' })],
    ['with more after its seal', () => cursors.open(ListListings, { ...filters, cursor: `${sealed}.x` })],
    ['of nothing', () => cursors.open(ListListings, { ...filters, cursor: '' })],
  ])('%s is refused', (_, open) => {
    expect(open).toThrow(expect.objectContaining({ code: 'CURSOR_INVALID' }) as Error);
  });
});

it('nothing is sealed where there is no next page, and no answer but a list’s is touched', () => {
  expect(cursors.seal(ListListings, {}, { items: [1] })).toEqual({ items: [1] });
  const listing = { next: 'a member of its own' };
  expect(cursors.seal(GetListing, {}, listing)).toBe(listing);
});
