const { checkLinks } = require('./links');

const other = [
  '# Other',
  '## The `life` of a listing',
  '## Same',
  '## Same',
  '```',
  '## Not a heading',
  '```',
  '<a id="by-hand"></a>',
].join('\n');
const findWrong = (text) =>
  checkLinks(
    new Map([
      ['docs/page.md', `\n${text}\n`],
      ['docs/other.md', other],
      ['src/x.ts', 'one\ntwo\n'],
    ]),
  ).map(({ line }) => line);

describe('checkLinks', () => {
  it.each([
    '[a](missing.md)',
    '[a](other.md#no-such-heading)',
    '[a](other.md#not-a-heading)',
    '[a](other.md#same-2)',
    '[a](#nowhere)',
    '[a](../src/x.ts#L9)',
    '[a]: ../src/y.ts',
    '<img src="picture.png">',
    '![a](../docs/picture.png "title")',
  ])('reports a link that leads nowhere: %s', (text) => {
    expect(findWrong(text)).toEqual([2]);
  });

  it.each([
    '[a](other.md#the-life-of-a-listing)',
    '[a](other.md#same-1)',
    '[a](other.md#by-hand)',
    '[a](../src/x.ts#L2)',
    '[a](../src/) and [b](/docs/other.md)',
    '[a](https://example.org/#x) and [b](mailto:a@example.org)',
    '`[a](missing.md)`',
    '```\n[a](missing.md)\n```',
  ])('accepts a link that leads somewhere or is in code: %s', (text) => {
    expect(findWrong(text)).toEqual([]);
  });
});
