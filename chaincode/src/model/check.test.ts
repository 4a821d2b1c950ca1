import { Type } from '@sinclair/typebox';
import { errorsIn } from './check';
import { Closed, Instant, Line, OneOf, Text } from './forms';
import { Distribution } from './listing/content';

const held = { kind: 'held', name: 'a', mediaType: 'b', byteSize: 1, hash: { alg: 'sha-256', value: '0'.repeat(64) } };
const File = Closed({ file: Distribution });

describe('what is wrong with a value', () => {
  it.each([
    ['its own form', { ...held, byteSize: -1 }, '/file/byteSize', 'Expected integer to be greater or equal to 0'],
    ['its own form', { ...held, url: 'https://a.example' }, '/file/url', 'is not known here'],
    ['its own form', { kind: 'linked' }, '/file/url', 'is missing'],
    ['the forms that there are', { ...held, kind: 'zip' }, '/file/kind', 'is not one of held, linked'],
    ['the forms that there are', 7, '/file', 'has none of the forms that it may have'],
    ['the form of a text', { ...held, name: '..' }, '/file/name', expect.stringContaining('A file’s name') as string],
  ])('that may have several forms is said of %s: %j', (_, file, path, reason) => {
    expect(errorsIn(File, { file })).toEqual([{ path, reason }]);
  });

  it('is said once a place', () => {
    expect(errorsIn(Closed({ title: Closed({ en: Line(1) }) }), {})).toEqual([{ path: '/title', reason: 'is missing' }]);
  });

  it('is said in words', () => {
    const form = Closed({ line: Line(9), text: Text(9), at: Instant, word: OneOf('one', 'two') });
    expect(errorsIn(form, { line: 'a\nb', text: 'a\u0000b', at: 'today', word: 'three', more: 1 })).toEqual(
      expect.arrayContaining([
        { path: '/more', reason: 'is not known here' },
        { path: '/line', reason: 'is not one line of text, or holds a control character' },
        { path: '/text', reason: 'holds what is no text: NUL, half a surrogate pair or U+10FFFF' },
        { path: '/at', reason: 'is not a time in UTC: YYYY-MM-DDTHH:mm:ss.sssZ' },
        { path: '/word', reason: 'is not one of one, two' },
      ]),
    );
  });

  it('is at most twenty things, also of a value that is wrong in many', () => {
    const many = Array.from({ length: 50_000 }, () => ({ ...held, kind: 'zip' }));
    expect(errorsIn(Type.Array(Distribution), many)).toHaveLength(20);
  });
});
