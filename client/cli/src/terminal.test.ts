import { DatabundError } from '@databund/client';
import { errorAsJson, exitCodeOf, explain, render } from './terminal';
import { UsageError } from './usage-error';

describe('an exit code', () => {
  it.each([
    [1, new DatabundError('LISTING_NOT_FOUND')],
    [1, new DatabundError('REVISION_CONFLICT')],
    [2, new DatabundError('INPUT_INVALID')],
    [2, new UsageError('there is no file')],
    [3, new DatabundError('NETWORK_UNAVAILABLE')],
    [3, new DatabundError('TOKEN_INVALID')],
    [3, new DatabundError('IDENTITY_NOT_HELD')],
  ])('is %i for %s', (code, error) => {
    expect(exitCodeOf(error)).toBe(code);
  });
});

describe('an error', () => {
  const error = new DatabundError('REVISION_CONFLICT', { seen: 1, is: 2 });

  it('is told in one line: code, meaning, details, remedy', () => {
    expect(explain(error)).toBe(`REVISION_CONFLICT: ${error.meaning} ({"seen":1,"is":2}) → ${error.remedy}`);
  });

  it('is a value like any other for a program', () => {
    expect(errorAsJson(error)).toMatchObject({ error: { code: 'REVISION_CONFLICT', details: { seen: 1, is: 2 }, status: 409 } });
    expect(errorAsJson(new UsageError('no file'))).toEqual({ error: { code: 'USAGE', meaning: 'no file' } });
  });
});

describe('a result', () => {
  const committed = { object: { id: 'lst-1' }, transactionId: 'ab', blockNumber: 7 };

  it('is exactly one value of JSON where that is asked', () => {
    expect(JSON.parse(render(committed, { asJson: true, isColoured: false, columns: 160 }))).toEqual(committed);
  });

  it('shows of a digest its digits, and its algorithm where it is a tree’s', () => {
    const digests = { hash: { alg: 'sha-256', value: 'ab' }, root: { alg: 'sha-256-tree', value: 'cd' } };
    const text = render(digests, { asJson: false, isColoured: false, columns: 160 });
    expect([text.includes('│ ab '), text.includes('│ sha-256-tree:cd ')]).toEqual([true, true]);
  });

  it('is a table for people, with where it was committed', () => {
    const text = render(committed, { asJson: false, isColoured: false, columns: 160 });
    expect(text).toMatch(/id +│ lst-1/);
    expect(text.split('\n').at(-1)).toBe('transaction ab, block 7');
  });

  it('that goes on says how to read on', () => {
    expect(render({ items: [{ id: 'a' }], next: 'xyz' }, { asJson: false, isColoured: false, columns: 160 })).toContain(
      'more: --cursor xyz',
    );
  });
});
