import { listErrors } from '../../kernel/check';
import { FileName } from '../../kernel/forms';
import { checkContent } from './check-content';
import { Distribution, ListingContent } from './content';

const isValid = (name: string) => listErrors(FileName, name).length === 0;
const makeHeld = (name: string) => ({
  kind: 'held',
  name,
  mediaType: 'text/csv',
  byteSize: 0,
  hash: { alg: 'sha-256', value: '0'.repeat(64) },
});

describe('the form of a held distribution', () => {
  it.each(['readings.csv', 'data/2026/readings.csv', '中文 文件?.csv', 'caf\u00e9.csv', 'a..', 'a-b/c.d', ' ', 'ن.csv'])(
    'accepts the file name %j',
    (name) => {
      expect([isValid(name), listErrors(Distribution, makeHeld(name))]).toEqual([true, []]);
    },
  );

  it.each(['', '.', '..', '/', 'foo/', 'foo/.', 'foo/..', '../..', '//', 'two\nlines', '..\n', 'x'.repeat(256)])(
    'rejects the file name %j',
    (name) => {
      expect([isValid(name), listErrors(Distribution, makeHeld(name)).length > 0]).toEqual([false, true]);
    },
  );

  it.each(['.hidden', '...', '..a', '../readings.csv', 'data/.hidden', '/etc/passwd', '-rf', 'data/-rf', 'a//b', 'data\\readings.csv'])(
    'rejects the file name %j, which has a part that is not safe',
    (name) => expect(isValid(name)).toBe(false),
  );

  it.each([
    ['is not in normal form C', 'cafe\u0301.csv'],
    ['has a character that turns the direction of text', 'report\u202excod.exe'],
    ['has a direction mark', 'ن\u200f.csv'],
    ['has an isolate', '\u2066a\u2069'],
    ['has a control character', 'a\u0085b'],
  ])('rejects a file name and a theme that %s', (_what, name) => {
    expect(isValid(name)).toBe(false);
    expect(listErrors(ListingContent, { title: { en: 'T' }, theme: [name] })).toMatchObject([
      { path: '/theme/0', reason: 'is not one line in Unicode normal form C without control and direction characters' },
    ]);
  });

  it('names the path of a file name and what it must be', () => {
    const content = { title: { en: 'T' }, distributions: [makeHeld('.hidden')] };
    const [error, ...others] = listErrors(ListingContent, content);
    expect([error?.path, others]).toEqual(['/distributions/0/name', []]);
    expect(error?.reason).toContain('does not begin with a dot or a dash');
  });
});

describe('an offer with times', () => {
  const check = (rightOperand: string | string[]) =>
    checkContent({
      title: { en: 'T' },
      offer: { permission: [{ action: 'use', constraint: [{ leftOperand: 'dateTime', operator: 'isAnyOf', rightOperand }] }] },
    });

  it.each([['2099-01-01'], ['2099-01-01T00:00:00.000+08:00'], [['2099-01-01T00:00:00.000Z', '2099']]])(
    'rejects %j, which would deny everyone',
    (time) => {
      expect(check(time)).toMatchObject({ errors: [{ path: '/content/offer/permission/0/constraint/0/rightOperand' }] });
    },
  );

  it('accepts a window of instants', () => {
    expect(check('2099-01-01T00:00:00.000Z')).toBeUndefined();
  });
});
