import { errorsIn } from '../../kernel/check';
import { Distribution, FileName } from './content';

const holds = (name: string) => errorsIn(FileName, name).length === 0;
const makeHeld = (name: string) => ({
  kind: 'held',
  name,
  mediaType: 'text/csv',
  byteSize: 0,
  hash: { alg: 'sha-256', value: '0'.repeat(64) },
});

describe('the file name of a held distribution', () => {
  it.each(['readings.csv', 'data/2026/readings.csv', '中文 文件?.csv', '.hidden', '...', '..a', 'a..', '../readings.csv', ' '])(
    'can be %j',
    (name) => {
      expect([holds(name), errorsIn(Distribution, makeHeld(name))]).toEqual([true, []]);
    },
  );

  it.each(['', '.', '..', '/', 'foo/', 'foo/.', 'foo/..', '../..', '//', 'two\nlines', '..\n', 'x'.repeat(256)])(
    'rejects the file name %j',
    (name) => {
      expect([holds(name), errorsIn(Distribution, makeHeld(name)).length > 0]).toEqual([false, true]);
    },
  );
});
