import { compareByBytes } from './byte-order';

it('texts are ordered by their bytes, where JavaScript would put astral characters before the last of the first plane', () => {
  const texts = ['', '\u0000', 'a', 'a\u0000', 'ab', 'b', 'é', '\ud7ff', '\ue000', '\uffff-bmp', '😀-astral', '\u{10ffff}'];
  for (const a of texts)
    for (const b of texts) expect(Math.sign(compareByBytes(a, b))).toBe(Buffer.compare(Buffer.from(a), Buffer.from(b)));
  expect([...texts].reverse().sort(compareByBytes)).toEqual(texts);
});
