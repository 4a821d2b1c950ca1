import { getText, type ReadStore } from '../read-store';
import { foldText } from './fold-text';
import { textMarks } from './describe-content';
import { divideText, isForgivable, listSegmentTokens } from './tokenize';
import { isOneMistake, listDeletes } from './one-mistake';

/** Expressions of the index that match disjoint sets, the best first. */
export type Tiers = readonly string[];

const mostWords = 64;
const mostAlternatives = 8;

/** A word of a query, or a stretch of a script without spaces. */
interface Wanted {
  readonly tokens: readonly string[];
  readonly isBeginning: boolean;
}

/**
 * Makes the expressions of a query: whole titles, phrases in titles, phrases, all words in titles, all words, and some; of a query in
 * quotation marks only phrases. `undefined` if it has no word.
 */
export async function matchTexts(store: ReadStore, query: string): Promise<{ readonly all: string; readonly tiers: Tiers } | undefined> {
  const wanted = readWanted(query);
  const [first] = wanted;
  if (!first) return undefined;
  const tokens = wanted.flatMap((each) => each.tokens);
  const isBeginning = wanted.at(-1)?.isBeginning === true;
  const phrase = quote(tokens, isBeginning);
  const whole = `{title} : ${quote([textMarks.start, ...tokens, textMarks.end], false)}`;
  if (isPhrase(query)) return { all: phrase, tiers: exclude([`(${whole})`, `({title} : ${phrase})`, phrase]) };
  const words: string[] = [];
  for (const each of wanted) words.push(await matchWord(store, each));
  const all = words.join(' AND ');
  const inTitle = words.map((word) => `({title} : ${word})`).join(' AND ');
  const tiers = [`(${whole})`, `({title} : ${phrase})`, phrase, `(${inTitle})`, `(${all})`];
  return { all: `(${all})`, tiers: exclude(wanted.length > 1 || tokens.length > 1 ? [...tiers, `(${listSome(wanted, words)})`] : tiers) };
}

function isPhrase(query: string): boolean {
  return /^\s*["\u201c].+["\u201d]\s*$/u.test(query);
}

function readWanted(query: string): readonly Wanted[] {
  const parts = foldText(query).split(/\s+/u);
  const found = parts.flatMap((part) => {
    const segments = divideText(part);
    return segments.map((segment, index): Wanted => {
      const isLast = index === segments.length - 1;
      const tokens = listSegmentTokens(segment);
      // The last character stands alone in the index too, at the end of a stretch; a query may end within one.
      const isOpen = segment.isSpaceless && isLast && tokens.length > 1;
      const isSingle = segment.isSpaceless && tokens.length === 1;
      return { tokens: isOpen ? tokens.slice(0, -1) : tokens, isBeginning: isSingle || (isLast && part.endsWith('*')) };
    });
  });
  return found.slice(0, mostWords);
}

/** Lists what a hit of the last tier has: one word, or two characters that follow each other. */
function listSome(wanted: readonly Wanted[], words: readonly string[]): string {
  return wanted
    .map(({ tokens }, index) => (tokens.length > 1 ? tokens.map((token) => quote([token], false)).join(' OR ') : words[index]))
    .join(' OR ');
}

/** Takes from each expression what an earlier one matches. */
function exclude(expressions: readonly string[]): Tiers {
  return expressions.map((expression, index) => {
    const earlier = expressions.slice(0, index);
    return earlier.length === 0 ? expression : `(${expression}) NOT (${earlier.join(' OR ')})`;
  });
}

/** Matches a word, and what one typing mistake makes of it if no title has it. */
async function matchWord(store: ReadStore, { tokens, isBeginning }: Wanted): Promise<string> {
  const own = quote(tokens, isBeginning);
  const [word = ''] = tokens;
  if (tokens.length > 1 || isBeginning || !isForgivable(word)) return own;
  const known = await store.query('select 1 from word where word = ?', word);
  const others = known.length > 0 ? [] : await findAlternatives(store, word);
  return others.length > 0 ? `(${[own, ...others.map((each) => quote([each], false))].join(' OR ')})` : own;
}

async function findAlternatives(store: ReadStore, word: string): Promise<readonly string[]> {
  const parts = listDeletes(word);
  const sql = `select distinct word from spelling where part in (${parts.map(() => '?').join(', ')}) order by word`;
  const near = (await store.query(sql, ...parts)).map((row) => getText(row, 'word'));
  return near.filter((each) => isOneMistake(word, each)).slice(0, mostAlternatives);
}

/** Writes tokens as a phrase of the index. They contain no quotation mark. */
function quote(tokens: readonly string[], isBeginning: boolean): string {
  return `"${tokens.join(' ')}"${isBeginning ? ' *' : ''}`;
}
