import { listErrors } from './check';
import { Currency, Id, LanguageMap, Line, isInstant, isText } from './forms';
import { makeIdFromBytes, makeImportId } from './ids';

const isValid = (schema: Parameters<typeof listErrors>[0], value: unknown) => listErrors(schema, value).length === 0;

describe('forms', () => {
  it('accept only times that exist in the calendar, in UTC with milliseconds', () => {
    expect(['2026-02-28T23:59:59.999Z', '2024-02-29T00:00:00.000Z'].every(isInstant)).toBe(true);
    expect(['2026-02-29T00:00:00.000Z', '2026-01-01T00:00:00Z', '2026-01-01', '2026-01-01T24:00:00.000Z'].some(isInstant)).toBe(false);
  });

  it('accept text in any script, but no NUL, lone surrogate or U+10FFFF', () => {
    expect(['数据', '𠀀😀', 'ن', 'a\u0301'].every(isText)).toBe(true);
    expect(['a\u0000b', '\ud800', '\u{10ffff}'].some(isText)).toBe(false);
  });

  it('accept only currencies of ISO 4217', () => {
    expect(['CNY', 'EUR', 'JPY'].every((text) => isValid(Currency, text))).toBe(true);
    expect(['cny', 'XXX', 'ABC', 'RMB', 'EURO', ''].some((text) => isValid(Currency, text))).toBe(false);
  });

  it('reject a line with a line break or control character', () => {
    expect(isValid(Line(10), '一行 text 😀')).toBe(true);
    expect(['two\nlines', 'tab\t', '\u2028', ''].some((text) => isValid(Line(10), text))).toBe(false);
  });

  it('accept only language tags as keys of a language map', () => {
    expect(isValid(LanguageMap(100), { en: 'a', 'zh-Hans': '一' })).toBe(true);
    expect([{}, { __proto_: 'x' }, { 'not a tag': 'x' }, { en: '' }].some((map) => isValid(LanguageMap(100), map))).toBe(false);
  });
});

describe('an id', () => {
  it('encodes 130 bits and matches its own form', () => {
    expect(makeIdFromBytes('lst', Buffer.alloc(17))).toBe(`lst-${'0'.repeat(26)}`);
    expect(makeIdFromBytes('lst', Buffer.alloc(17, 0xff))).toBe(`lst-${'z'.repeat(26)}`);
    expect(isValid(Id('lst'), makeIdFromBytes('lst', Buffer.from('0123456789abcdef0')))).toBe(true);
  });

  it.each([
    'lst-',
    'lst-../../etc/passwd0000000000000',
    'aut-00000000000000000000000000',
    `lst-${'0'.repeat(25)}u`,
    `lst-${'0'.repeat(27)}`,
    `lst-${'0'.repeat(25)}\u0000`,
  ])('rejects the id %j', (text) => {
    expect(isValid(Id('lst'), text)).toBe(false);
  });

  it('depends on provider, source and identifier only if a record is imported', () => {
    expect(makeImportId('ptc-1', 'philly', 'x')).toBe(makeImportId('ptc-1', 'philly', 'x'));
    expect(
      new Set([makeImportId('a', 'b', 'c'), makeImportId('a', 'b', 'd'), makeImportId('a', 'bb', 'c'), makeImportId('aa', 'b', 'c')]).size,
    ).toBe(4);
  });
});
