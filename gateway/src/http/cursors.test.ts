import { randomBytes } from 'node:crypto';
import { Type, TypeGuard } from '@sinclair/typebox';
import { ExchangeError, allTransactions, transactions, type AnyTransaction } from '@databund/model';
import { Cursors } from './cursors';
import { parse } from './validation';

const { ListListings, ListTrades, GetListing } = transactions;
const cursors = new Cursors(randomBytes(32));
const filters = { provider: `ptc-${'1'.repeat(26)}`, limit: 10 };
const Page = Type.Object({ next: Type.String() });

/** Returns the encrypted cursor of a page of a list. */
function seal(list: AnyTransaction, command: object): string {
  return parse(Page, cursors.seal(list, command, { items: [], next: 'bm90ZWQ' })).next;
}

const sealed = seal(ListListings, filters);
const otherEnd = Buffer.from(sealed, 'base64url');
otherEnd.writeUInt8(otherEnd.readUInt8(otherEnd.length - 1) ^ 1, otherEnd.length - 1);
const lists = allTransactions
  .filter(({ input }) => TypeGuard.IsObject(input) && 'cursor' in input.properties)
  .map((list): [string, AnyTransaction] => [list.name, list]);

describe('Cursors', () => {
  it.each(lists)('decrypts its own cursor of %s', (_, list) => {
    expect(cursors.open(list, { id: 'x', cursor: seal(list, { id: 'x' }) })).toEqual({ id: 'x', cursor: 'bm90ZWQ' });
  });

  it('encrypts a cursor so that it shows nothing of the place that it names', () => {
    expect(Buffer.from(sealed, 'base64url').includes('bm90ZWQ')).toBe(false);
    expect(seal(ListListings, filters)).not.toBe(sealed);
  });

  it('accepts a cursor with another page size', () => {
    expect(cursors.open(ListListings, { ...filters, limit: 200, cursor: sealed })).toEqual({ ...filters, limit: 200, cursor: 'bm90ZWQ' });
    const { provider } = filters;
    expect(cursors.open(ListListings, { cursor: sealed, provider })).toEqual({ provider, cursor: 'bm90ZWQ' });
  });

  it.each([
    ['a cursor of another list', () => cursors.open(ListTrades, { ...filters, cursor: sealed })],
    ['a cursor with other filters', () => cursors.open(ListListings, { ...filters, state: 'LISTED', cursor: sealed })],
    ['a cursor without its filters', () => cursors.open(ListListings, { cursor: sealed })],
    ['a cursor of another gateway', () => new Cursors(randomBytes(32)).open(ListListings, { ...filters, cursor: sealed })],
    ['a cursor with a changed end', () => cursors.open(ListListings, { ...filters, cursor: otherEnd.toString('base64url') })],
    ['a cursor of the ledger itself', () => cursors.open(ListListings, { ...filters, cursor: 'bm90ZWQ' })],
    ['a cursor with a prefix', () => cursors.open(ListListings, { ...filters, cursor: `x${sealed}` })],
    ['a cursor with a suffix', () => cursors.open(ListListings, { ...filters, cursor: `${sealed}.x` })],
    ['a cursor that was cut', () => cursors.open(ListListings, { ...filters, cursor: sealed.slice(0, -1) })],
    ['an empty cursor', () => cursors.open(ListListings, { ...filters, cursor: '' })],
  ])('rejects %s with CURSOR_INVALID', (_, open) => {
    expect(open).toThrow(new ExchangeError('CURSOR_INVALID'));
  });
});

it('changes no answer without a next page, and none that is not a list', () => {
  expect(cursors.seal(ListListings, {}, { items: [1] })).toEqual({ items: [1] });
  const listing = { next: 'a member of its own' };
  expect(cursors.seal(GetListing, {}, listing)).toBe(listing);
});
