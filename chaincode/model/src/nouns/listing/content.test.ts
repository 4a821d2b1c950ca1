import { listErrors } from '../../kernel/check';
import { checkContent } from './check-content';
import { Distribution, FileName } from './content';

const isValid = (name: string) => listErrors(FileName, name).length === 0;
const makeHeld = (name: string) => ({
  kind: 'held',
  name,
  mediaType: 'text/csv',
  byteSize: 0,
  hash: { alg: 'sha-256', value: '0'.repeat(64) },
});

describe('the form of a held distribution', () => {
  it.each(['readings.csv', 'data/2026/readings.csv', '中文 文件?.csv', '.hidden', '...', '..a', 'a..', '../readings.csv', ' '])(
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
});

describe('an offer with times', () => {
  const check = (rightOperand: string | string[]) =>
    checkContent({
      title: { en: 'T' },
      offer: { permission: [{ action: 'use', constraint: [{ leftOperand: 'dateTime', operator: 'isAnyOf', rightOperand }] }] },
    });

  it.each([['2099-01-01'], ['2099-01-01T00:00:00.000+08:00'], [['2099-01-01T00:00:00.000Z', '2099']]])(
    'is refused for %j, which would deny everyone',
    (time) => {
      expect(check(time)).toMatchObject({ errors: [{ path: '/content/offer/permission/0/constraint/0/rightOperand' }] });
    },
  );

  it('is accepted for instants', () => {
    expect(check('2099-01-01T00:00:00.000Z')).toBeUndefined();
  });
});
