import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { foldTable, foldTableHash } from './fold-table';
import { foldText } from './fold-text';

/** Lists the pairs of single characters in the dictionary of opencc-js. */
function readSource(): ReadonlySet<string> {
  const file = join(dirname(require.resolve('opencc-js')), '../esm-lib/dict/TSCharacters.js');
  const [, source = ''] = /"(.*)"/s.exec(readFileSync(file, 'utf8')) ?? [];
  return new Set(source.split('|').map((pair) => pair.replace(' ', '')));
}

describe('the table of characters', () => {
  it('keeps the hash under which rows were made', () => {
    expect(createHash('sha256').update(foldTable).digest('hex')).toBe(foldTableHash);
  });

  it('agrees with its source', () => {
    const [source, characters] = [readSource(), Array.from(foldTable)];
    const pairs = characters.flatMap((character, index) => (index % 2 === 0 ? [character + (characters[index + 1] ?? '')] : []));
    expect(pairs.length).toBeGreaterThan(3_000);
    expect(pairs.filter((pair) => !source.has(pair))).toEqual([]);
  });
});

it.each([
  ['繁體中文的數據', '繁体中文的数据'],
  ['Ｆｕｌｌ Width', 'full width'],
  ['Qualité de l air', 'qualite de l air'],
  ['ภาษาไทย', 'ภาษาไทย'],
])('folds the text %s', (text, folded) => {
  expect(foldText(text)).toBe(folded);
});
