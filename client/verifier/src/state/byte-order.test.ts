import { compareByBytes } from './byte-order';

describe('compareByBytes', () => {
  it('orders texts by their UTF-8 bytes, also where UTF-16 units order them otherwise', () => {
    const texts = ['', '\u0000', 'a', 'a\u0000', 'ab', 'b', 'é', '\ud7ff', '\ue000', '\uffff-bmp', '😀-astral', '\u{10ffff}'];
    for (const a of texts)
      for (const b of texts) expect(Math.sign(compareByBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
    expect([...texts].reverse().sort(compareByBytes)).toEqual(texts);
  });
});
