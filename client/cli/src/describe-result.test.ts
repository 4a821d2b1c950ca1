import { describe as describeResult } from './describe-result';

const room = { isColoured: false, columns: 160 };
const committed = { object: { id: 'lst-1' }, transactionId: 'ab', blockNumber: 7 };

describe('the text of a result', () => {
  it('shows the digits of a digest, after the algorithm if it is that of a tree', () => {
    const text = describeResult({ hash: { alg: 'sha-256', value: 'ab' }, root: { alg: 'sha-256-tree', value: 'cd' } }, room);
    expect([text.includes('│ ab '), text.includes('│ sha-256-tree:cd ')]).toEqual([true, true]);
  });

  it('describes a write as a table of the object and a line with its transaction and block', () => {
    const text = describeResult(committed, room);
    expect(text).toMatch(/id +│ lst-1/);
    expect(text.split('\n').at(-1)).toBe('transaction ab, block 7');
  });

  it('names the option for the next page of a list', () => {
    expect(describeResult({ items: [{ id: 'a' }], next: 'xyz' }, room)).toContain('more: --cursor xyz');
  });
});
