import { Type } from '@sinclair/typebox';
import { listErrors } from './check';
import { Closed, Instant, LanguageMap, Line, OneOf, Text } from './forms';
import { Distribution } from '../nouns/listing/content';

const held = { kind: 'held', name: 'a', mediaType: 'b', byteSize: 1, hash: { alg: 'sha-256', value: '0'.repeat(64) } };
const File = Closed({ file: Distribution });

describe('listErrors', () => {
  it.each([
    ['the selected form', { ...held, byteSize: -1 }, '/file/byteSize', 'is less than 0'],
    ['the selected form', { ...held, url: 'https://a.example' }, '/file/url', 'is not a known member'],
    ['the selected form', { kind: 'linked' }, '/file/url', 'is missing'],
    ['all permitted forms', { ...held, kind: 'zip' }, '/file/kind', 'is not one of held, linked'],
    ['all permitted forms', 7, '/file', 'matches none of the permitted forms'],
    ['the pattern of a text', { ...held, name: '..' }, '/file/name', expect.stringContaining('is not the name of a file') as string],
  ])('reports errors of a union by %s: %j', (_, file, path, reason) => {
    expect(listErrors(File, { file })).toEqual([{ path, reason }]);
  });

  it('reports a missing member, even one that must be one of several codes', () => {
    expect(listErrors(Closed({ kind: OneOf('sale', 'share', 'free') }), {})).toEqual([{ path: '/kind', reason: 'is missing' }]);
  });

  it('reports one error per place', () => {
    expect(listErrors(Closed({ title: Closed({ en: Line(1) }) }), {})).toEqual([{ path: '/title', reason: 'is missing' }]);
  });

  it('explains each error in plain words', () => {
    const form = Closed({ line: Line(9), text: Text(9), at: Instant, word: OneOf('one', 'two') });
    expect(listErrors(form, { line: 'a\nb', text: 'a\u0000b', at: 'today', word: 'three', more: 1 })).toEqual(
      expect.arrayContaining([
        { path: '/more', reason: 'is not a known member' },
        { path: '/line', reason: 'has several lines or a control character' },
        { path: '/text', reason: 'contains NUL, a lone surrogate or U+10FFFF' },
        { path: '/at', reason: 'is not a time in UTC: YYYY-MM-DDTHH:mm:ss.sssZ' },
        { path: '/word', reason: 'is not one of one, two' },
      ]),
    );
  });

  it.each([
    [OneOf('sale', 'share'), undefined, 'is missing'],
    [OneOf('sale', 'share'), 'gift', 'is not one of sale, share'],
    [Type.Integer(), '1', 'is not an integer'],
    [Type.Integer({ maximum: 9 }), 10, 'is greater than 9'],
    [Type.String(), 1, 'is not a string'],
    [Line(2), '', 'is too short: expected at least 1 characters'],
    [Line(2), 'abc', 'is too long: expected at most 2 characters'],
    [Type.String({ pattern: '^a$' }), 'b', 'does not match: ^a$'],
    [Type.Boolean(), 1, 'is not a boolean'],
    [Type.Literal('a'), 'b', 'is not a'],
    [Closed({}), [], 'is not an object'],
    [Type.Array(Type.Integer()), {}, 'is not an array'],
    [Type.Array(Type.Integer(), { minItems: 1 }), [], 'has too few members: expected at least 1'],
    [Type.Array(Type.Integer(), { maxItems: 1 }), [1, 2], 'has too many members: expected at most 1'],
    [Type.Array(Type.Integer(), { uniqueItems: true }), [1, 1], 'contains a duplicate'],
    [LanguageMap(9), {}, 'has too few members: expected at least 1'],
  ])('explains a violation of %j', (form, value, reason) => {
    expect(listErrors(Closed({ it: form }), { it: value })).toEqual([{ path: '/it', reason }]);
  });

  it('reports at most twenty errors, even if there are many more', () => {
    const many = Array.from({ length: 50_000 }, () => ({ ...held, kind: 'zip' }));
    expect(listErrors(Type.Array(Distribution), many)).toHaveLength(20);
  });
});
