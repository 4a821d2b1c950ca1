import { foldTable } from '@databund/gateway/internal/read-model/search/fold-table';
import { foldText } from '@databund/gateway/internal/read-model/search/fold-text';
import type { SearchQuery } from '@databund/client';
import { makeContent } from '../support/listings';
import { readCatalogueTexts, type CatalogueText } from '../support/catalogue-texts';
import { describeOnShared } from '../support/shared-data';
import { TextStore } from '../support/text-store';

jest.setTimeout(300_000);

const everything = 1_000_000;
const rounds = 150;
const han = /\p{Script=Han}/u;

/** Chooses numbers that look random and are the same in each run. */
class Dice {
  private state = 42;

  roll(sides: number): number {
    this.state = (this.state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return Math.floor((this.state / 2_147_483_648) * sides);
  }

  pick<T>(list: readonly T[]): T {
    return list[this.roll(list.length)]!;
  }
}

/** Returns the texts of a record, folded, as a person compares them. */
function listTexts({ title, description }: CatalogueText): readonly string[] {
  return [...Object.values(title), ...Object.values(description)].map(foldText);
}

/** Lists the words of alphabets; a stretch of another script stands as one word that nobody asks for. */
function listWords(text: string): readonly string[] {
  return (
    text
      .replaceAll(/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u30fc]+/gu, ' \u2d63 ')
      .match(/[\p{L}\p{N}\p{M}]+/gu) ?? []
  );
}

function hasWords(all: readonly string[], words: readonly string[]): boolean {
  return all.some((_, index) => words.every((word, offset) => all[index + offset] === word));
}

function isAlphabetic(text: string): boolean {
  return listWords(text).every((word) => /^[\p{Script=Latin}\p{N}]+$/u.test(word));
}

/** Takes some words that follow each other out of a text. */
function takeWords(dice: Dice, text: string): readonly string[] {
  const words = listWords(text);
  const from = dice.roll(words.length);
  return words.slice(from, from + 1 + dice.roll(3));
}

/** Takes some characters that follow each other out of a text without spaces. */
function takeCharacters(dice: Dice, text: string): string {
  const characters = Array.from(dice.pick(text.match(/\p{Script=Han}+/gu) ?? ['']));
  const from = dice.roll(characters.length);
  return characters.slice(from, from + 1 + dice.roll(5)).join('');
}

/** Returns a text with one typing mistake in a word of at least five letters; `undefined` if it has none. */
function makeMistake(dice: Dice, text: string): string | undefined {
  const words = [...new Set(text.match(/[A-Za-z]{5,}/g) ?? [])];
  if (words.length === 0) return undefined;
  const word = dice.pick(words);
  const at = 1 + dice.roll(word.length - 2);
  const swapped = word.slice(0, at) + (word[at + 1] ?? '') + (word[at] ?? '') + word.slice(at + 2);
  const made = [
    swapped,
    word.slice(0, at) + word.slice(at + 1),
    `${word.slice(0, at)}q${word.slice(at)}`,
    `${word.slice(0, at)}q${word.slice(at + 1)}`,
  ];
  return text.replace(word, dice.pick(made));
}

/** Writes a text in traditional characters, as far as the table has them. */
function toTraditional(text: string): string {
  const characters = Array.from(foldTable);
  const pairs = new Map(characters.flatMap((character, index) => (index % 2 === 0 ? [[characters[index + 1]!, character] as const] : [])));
  return Array.from(text)
    .map((character) => pairs.get(character) ?? character)
    .join('');
}

describeOnShared('data', 'search over the real catalogues', (data) => {
  let texts: readonly CatalogueText[];
  let folded: readonly (readonly string[])[];
  let store: TextStore;
  beforeAll(async () => {
    texts = readCatalogueTexts(data);
    folded = texts.map(listTexts);
    store = await TextStore.open();
    await store.add(texts);
  });
  afterAll(() => store.close());

  async function findNumbers(q: string): Promise<readonly number[]> {
    return (await store.find({ q }, everything)).map(({ doc }) => doc).sort((a, b) => a - b);
  }

  /** Returns the share of queries whose record is among the first three. */
  async function measureKnown(make: (title: string) => string | undefined): Promise<number> {
    let [asked, found] = [0, 0];
    for (const [index, { title }] of texts.entries()) {
      const q = make(Object.values(title).find((text) => make(text) !== undefined) ?? '');
      if (q === undefined || q === '') continue;
      asked += 1;
      const first = await store.find({ q, sort: 'relevance' }, 3);
      if (first.some(({ doc, title: shown }) => doc === index + 1 || shown === foldText(Object.values(title)[0]!).slice(0, 200)))
        found += 1;
    }
    expect(asked).toBeGreaterThan(100);
    return found / asked;
  }

  it('reads more than a thousand records in five languages', () => {
    expect(texts.length).toBeGreaterThan(1_000);
    const languages = new Set(texts.flatMap(({ title }) => Object.keys(title).map((tag) => tag.split('-')[0])));
    expect([...languages]).toEqual(expect.arrayContaining(['en', 'zh', 'nl', 'fr', 'de']));
  });

  it('finds exactly the records that contain a phrase of words', async () => {
    const dice = new Dice();
    const latin = texts.filter((record) => isAlphabetic(Object.values(record.title).join(' ')));
    const words = folded.map((record) => record.map(listWords));
    for (let round = 0; round < rounds; round += 1) {
      const wanted = takeWords(dice, dice.pick(listTexts(dice.pick(latin))));
      if (wanted.length === 0 || !isAlphabetic(wanted.join(' '))) continue;
      const expected = words.flatMap((record, index) => (record.some((text) => hasWords(text, wanted)) ? [index + 1] : []));
      expect([wanted, await findNumbers(`"${wanted.join(' ')}"`)]).toEqual([wanted, expected]);
    }
  });

  it('finds exactly the records that contain some characters, in either script', async () => {
    const dice = new Dice();
    const chinese = folded.flat().filter((text) => han.test(text));
    for (let round = 0; round < rounds; round += 1) {
      const part = takeCharacters(dice, dice.pick(chinese));
      const expected = folded.flatMap((record, index) => (record.some((text) => text.includes(part)) ? [index + 1] : []));
      expect([part, await findNumbers(`"${part}"`)]).toEqual([part, expected]);
      expect([part, await findNumbers(`"${toTraditional(part)}"`)]).toEqual([part, expected]);
    }
  });

  it('finds a record by its title among the first three', async () => {
    expect(await measureKnown((title) => title)).toBeGreaterThanOrEqual(0.98);
  });

  it('finds a record by its title in the other Chinese script', async () => {
    expect(await measureKnown((title) => (han.test(title) ? toTraditional(title) : undefined))).toBeGreaterThanOrEqual(0.98);
  });

  it('finds a record in spite of one typing mistake', async () => {
    const dice = new Dice();
    expect(await measureKnown((title) => makeMistake(dice, title))).toBeGreaterThanOrEqual(0.9);
  });
});

describe('order by relevance', () => {
  let store: TextStore;
  beforeAll(async () => {
    store = await TextStore.open();
    const others = Array.from({ length: 220 }, (_, index) => makeContent({ title: { en: `Water of the river ${String(index)}` } }));
    await store.add([
      makeContent({ title: { en: 'River water' } }),
      makeContent({ title: { en: '\u6cb3\u6c34' } }),
      makeContent({ title: { en: 'All river water' } }),
      ...others,
      makeContent({ title: { en: 'The river water' } }),
    ]);
  });
  afterAll(() => store.close());

  it('puts whole titles first, however old they are, then phrases in titles, then the rest by age', async () => {
    const found = await findAll({ q: 'river water', sort: 'relevance' }, 50);
    const newest = Array.from({ length: 220 }, (_, index) => 223 - index);
    expect(found).toEqual([1, 224, 3, ...newest]);
  });

  it('finds whole titles of scripts without spaces', async () => {
    expect(await findAll({ q: '\u6cb3\u6c34', sort: 'relevance' }, 20)).toEqual([2]);
  });

  it('gives the same hits in pages of any size', async () => {
    const query = { q: 'river water', sort: 'relevance' as const };
    expect(await findAll(query, 37)).toEqual(await findAll(query, 5_000));
  });

  async function findAll(query: SearchQuery, limit: number): Promise<readonly number[]> {
    const found: number[] = [];
    for (let page = await store.find(query, limit); page.length > 0;) {
      found.push(...page.map(({ doc }) => doc));
      page = page.length < limit ? [] : await store.find(query, limit, page.at(-1));
    }
    return found;
  }
});
