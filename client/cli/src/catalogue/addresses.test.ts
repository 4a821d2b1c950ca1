import { hasAddress, isWholeUrl, redact } from './addresses';

describe('redact', () => {
  it.each([
    ['Ask Jane <jane.roe@example.org>.', 'Ask Jane <[e-mail]>.'],
    ["<a href='mailto:jane@example.org?subject=x'>Jane</a>", "<a href='[e-mail]'>Jane</a>"],
    ['Tel: +49 30 123-456, room 5', '[telephone], room 5'],
    ['mailto:jane', '[e-mail]'],
    ['联系 zhang@例子.公司 获取', '联系 [e-mail] 获取'],
  ])('replaces the addresses in %j', (text, expected) => {
    expect(redact(text)).toBe(expected);
    expect(hasAddress(text)).toBe(true);
  });

  it.each(['npm package@1.2.3', 'https://a.example/@city/b', 'Hotel: 5 beds', 'at @home', 'https://a.example/?to=jane@b.example'])(
    'leaves %j as it is',
    (text) => {
      expect(redact(text)).toBe(text);
    },
  );

  it('returns a value without addresses itself', () => {
    const value = { a: ['b', { c: 1 }] };
    expect(redact(value)).toBe(value);
    expect(redact({ ...value, d: 'j@b.example' })).toEqual({ ...value, d: '[e-mail]' });
  });
});

describe('isWholeUrl', () => {
  it('differs a web address from a text with one', () => {
    expect([isWholeUrl(' https://a.example/b '), isWholeUrl('see https://a.example/b')]).toEqual([true, false]);
  });
});
