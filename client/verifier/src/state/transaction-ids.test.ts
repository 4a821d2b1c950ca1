import { createHash } from 'node:crypto';
import { TransactionIds } from './transaction-ids';

const makeId = (number: number) => createHash('sha256').update(String(number)).digest('hex');

describe('TransactionIds', () => {
  it('finds each of thousands of ids, and no other', () => {
    const ids = new TransactionIds();
    for (let number = 0; number < 5_000; number += 1) ids.add(makeId(number));
    for (let number = 0; number < 10_000; number += 1) expect(ids.has(makeId(number))).toBe(number < 5_000);
  });

  it('finds an id that begins with zeros, and ignores a text that is no id', () => {
    const ids = new TransactionIds();
    ids.add('0'.repeat(64));
    ids.add('no id');
    expect(ids.has('0'.repeat(64))).toBe(true);
    expect(ids.has('no id')).toBe(false);
  });
});
