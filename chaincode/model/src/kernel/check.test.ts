import { Type } from '@sinclair/typebox';
import { errorsIn } from './check';
import { Closed, Instant, LanguageMap, Line, OneOf, Text } from './forms';
import { Distribution } from '../nouns/listing/content';

const held = { kind: 'held', name: 'a', mediaType: 'b', byteSize: 1, hash: { alg: 'sha-256', value: '0'.repeat(64) } };
const File = Closed({ file: Distribution });

describe('what is wrong with a value', () => {
  it.each([
    ['its own form', { ...held, byteSize: -1 }, '/file/byteSize', 'is less than 0'],
    ['its own form', { ...held, url: 'https://a.example' }, '/file/url', 'is not known here'],
    ['its own form', { kind: 'linked' }, '/file/url', 'is missing'],
    ['the forms that there are', { ...held, kind: 'zip' }, '/file/kind', 'is not one of held, linked'],
    ['the forms that there are', 7, '/file', 'has none of the forms that it may have'],
    ['the form of a text', { ...held, name: '..' }, '/file/name', expect.stringContaining('A file’s name') as string],
  ])('that may have several forms is said of %s: %j', (_, file, path, reason) => {
    expect(errorsIn(File, { file })).toEqual([{ path, reason }]);
  });

  it('is that a member is missing, also one that is one of some words', () => {
    expect(errorsIn(Closed({ kind: OneOf('sale', 'share', 'free') }), {})).toEqual([{ path: '/kind', reason: 'is missing' }]);
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

  it.each([
    [OneOf('sale', 'share'), undefined, 'is missing'],
    [OneOf('sale', 'share'), 'gift', 'is not one of sale, share'],
    [Type.Integer(), '1', 'is not a whole number'],
    [Type.Integer({ maximum: 9 }), 10, 'is more than 9'],
    [Type.String(), 1, 'is not text'],
    [Line(2), '', 'is too short: at least 1 characters'],
    [Line(2), 'abc', 'is too long: at most 2 characters'],
    [Type.String({ pattern: '^a$' }), 'b', 'does not have its form: ^a$'],
    [Type.Boolean(), 1, 'is neither true nor false'],
    [Type.Literal('a'), 'b', 'is not a'],
    [Closed({}), [], 'is not an object'],
    [Type.Array(Type.Integer()), {}, 'is not a list'],
    [Type.Array(Type.Integer(), { minItems: 1 }), [], 'has too few members: at least 1'],
    [Type.Array(Type.Integer(), { maxItems: 1 }), [1, 2], 'has too many members: at most 1'],
    [Type.Array(Type.Integer(), { uniqueItems: true }), [1, 1], 'has a member twice'],
    [LanguageMap(9), {}, 'has too few members: at least 1'],
  ])('is said in words of ours: %j', (form, value, reason) => {
    expect(errorsIn(Closed({ it: form }), { it: value })).toEqual([{ path: '/it', reason }]);
  });

  it('is at most twenty things, also of a value that is wrong in many', () => {
    const many = Array.from({ length: 50_000 }, () => ({ ...held, kind: 'zip' }));
    expect(errorsIn(Type.Array(Distribution), many)).toHaveLength(20);
  });
});
