import { randomBytes } from 'node:crypto';
import { allTransactions, transactions, type AnyTransaction } from '@databund/model';
import { Cursors } from './cursors';

const { ListListings, ListTrades, GetListing } = transactions;
const cursors = new Cursors(randomBytes(32));
const filters = { provider: `ptc-${'1'.repeat(26)}`, limit: 10 };
const sealed = (cursors.seal(ListListings, filters, { items: [], next: 'bm90ZWQ' }) as { next: string }).next;
const otherEnd = Buffer.from(sealed, 'base64url');
otherEnd.writeUInt8(otherEnd.readUInt8(otherEnd.length - 1) ^ 1, otherEnd.length - 1);
const lists = allTransactions
  .filter(({ input }) => 'cursor' in (input.properties as object))
  .map((list): [string, AnyTransaction] => [list.name, list]);

describe('a cursor', () => {
  it.each(lists)('of %s is taken by it again', (_, list) => {
    const { next } = cursors.seal(list, { id: 'x' }, { items: [], next: 'bm90ZWQ' }) as { next: string };
    expect(cursors.open(list, { id: 'x', cursor: next })).toEqual({ id: 'x', cursor: 'bm90ZWQ' });
  });

  it('tells nothing of the place that it names', () => {
    const seal = () => (cursors.seal(ListListings, filters, { items: [], next: 'bm90ZWQ' }) as { next: string }).next;
    expect(Buffer.from(sealed, 'base64url').includes('bm90ZWQ')).toBe(false);
    expect(seal()).not.toBe(seal());
  });

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
    ['with another place', () => cursors.open(ListListings, { ...filters, cursor: otherEnd.toString('base64url') })],
    ['without its seal', () => cursors.open(ListListings, { ...filters, cursor: 'bm90ZWQ' })],
    ['with more before it', () => cursors.open(ListListings, { ...filters, cursor: `x${sealed}` })],
    ['with more after it', () => cursors.open(ListListings, { ...filters, cursor: `${sealed}.x` })],
    ['that was cut', () => cursors.open(ListListings, { ...filters, cursor: sealed.slice(0, -1) })],
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
