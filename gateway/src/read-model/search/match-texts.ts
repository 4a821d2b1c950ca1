import { getText, type ReadStore } from '../read-store';
import { foldText } from './fold-text';
import { divideText, isForgivable, listSegmentTokens, listPairs, listTokens, nameText, type Segment } from './tokenize';
import { isOneMistake, listDeletes } from './one-mistake';

/** Expressions of the index for one query. */
export interface Matches {
  /** Texts that have all words. */
  readonly all: string;
  /** Whole titles, which are among them. */
  readonly whole: string;
  /** Divides those that have all words, but for whole titles, into disjoint sets, the best first. */
  readonly ranked: readonly string[];
  /** Texts that have some words; absent if the query is one word or one phrase. */
  readonly some?: string;
}

const mostWords = 64;
const mostAlternatives = 8;
/** Words near a mistyped one that are looked at. Hidden texts add words, so more are looked at than are taken. */
const mostNear = 500;
/** Matches nothing: a query without a word finds nothing. */
export const nothing = '""';

/** Tells whether a caller can see a title with a word, at the height of the search. So a forgiven mistake says nothing of hidden titles. */
export type IsWordSeen = (word: string) => Promise<boolean>;

/** A word of a query, a stretch of a script without spaces, or a phrase in quotation marks. */
interface Wanted {
  readonly tokens: readonly string[];
  readonly isBeginning: boolean;
  /** Set if every hit must have it. */
  readonly isPhrase?: true;
}

/**
 * Makes the expressions of a query, which rank whole titles, phrases in titles, phrases, all words in titles, all words, and some; of a query
 * that is one phrase in quotation marks only phrases. `undefined` if it has no word.
 */
export async function matchTexts(store: ReadStore, query: string, isSeen: IsWordSeen): Promise<Matches | undefined> {
  const wanted = readWanted(query);
  if (wanted.length === 0) return undefined;
  const tokens = wanted.flatMap((each) => each.tokens);
  const isBeginning = wanted.at(-1)?.isBeginning === true;
  const phrase = `(${quote(tokens, isBeginning)})`;
  const phraseInTitle = tokens.length > 1 ? `({pairs} : ${quote(listPairs(tokens), isBeginning)})` : limitToTitle(phrase);
  const whole = limitToTitle(quote([nameText(listTokens(query))], false));
  const phrases = [`${phraseInTitle} NOT ${whole}`, `${phrase} NOT ${phraseInTitle}`];
  if (onePhrase.test(query)) return { all: phrase, whole, ranked: phrases };
  const words: string[] = [];
  for (const each of wanted) words.push(await matchWord(store, each, isSeen));
  const all = `(${words.join(' AND ')})`;
  const inTitle = `(${words.map(limitToTitle).join(' AND ')})`;
  const ranked = [...phrases, `${inTitle} NOT ${phrase}`, `${all} NOT (${phrase} OR ${inTitle})`];
  return { all, whole, ranked, ...(tokens.length > 1 && { some: `(${listSome(wanted, words)}) NOT ${all}` }) };
}

function limitToTitle(expression: string): string {
  return `({title} : ${expression})`;
}

const onePhrase = /^\s*["\u201c][^"\u201c\u201d]+["\u201d]\s*$/u;
const partsOfQuery = /["\u201c]([^"\u201c\u201d]+)["\u201d]|[^\s"\u201c\u201d]+/gu;

function readWanted(query: string): readonly Wanted[] {
  const found = [...foldText(query).matchAll(partsOfQuery)].flatMap(([part, quoted]) =>
    quoted === undefined ? readWords(part) : readPhrase(quoted),
  );
  return found.slice(0, mostWords);
}

function readWords(part: string): readonly Wanted[] {
  const segments = divideText(part);
  return segments.map((segment, index): Wanted => {
    const isLast = index === segments.length - 1;
    const tokens = listSegmentTokens(segment);
    const isSingle = segment.isSpaceless && tokens.length === 1;
    return { tokens: isLast ? openEnd(segment, tokens) : tokens, isBeginning: isSingle || (isLast && part.endsWith('*')) };
  });
}

function readPhrase(text: string): readonly Wanted[] {
  const segments = divideText(text);
  const last = segments.at(-1);
  if (!last) return [];
  const ending = listSegmentTokens(last);
  const tokens = [...segments.slice(0, -1).flatMap((segment) => listSegmentTokens(segment)), ...openEnd(last, ending)];
  const isSingle = last.isSpaceless && ending.length === 1;
  return [{ tokens, isBeginning: isSingle || text.trimEnd().endsWith('*'), isPhrase: true }];
}

/** Takes the last character of a stretch away: it stands alone in the index only at the end of a stretch, and a query may end within one. */
function openEnd({ isSpaceless }: Segment, tokens: readonly string[]): readonly string[] {
  return isSpaceless && tokens.length > 1 ? tokens.slice(0, -1) : tokens;
}

/** Lists what a hit of the last tier has: all phrases; or without any, one word, or two characters that follow each other. */
function listSome(wanted: readonly Wanted[], words: readonly string[]): string {
  const phrases = words.filter((_, index) => wanted[index]?.isPhrase);
  if (phrases.length > 0) return phrases.join(' AND ');
  return wanted
    .map(({ tokens }, index) => (tokens.length > 1 ? tokens.map((token) => quote([token], false)).join(' OR ') : words[index]))
    .join(' OR ');
}

/** Matches a word, and what one typing mistake makes of it if no title has it. */
async function matchWord(store: ReadStore, { tokens, isBeginning }: Wanted, isSeen: IsWordSeen): Promise<string> {
  const own = quote(tokens, isBeginning);
  const [word = ''] = tokens;
  if (tokens.length > 1 || isBeginning || !isForgivable(word)) return own;
  const others = (await isSeen(word)) ? [] : await findAlternatives(store, word, isSeen);
  return others.length > 0 ? `(${[own, ...others.map((each) => quote([each], false))].join(' OR ')})` : own;
}

async function findAlternatives(store: ReadStore, word: string, isSeen: IsWordSeen): Promise<readonly string[]> {
  const parts = listDeletes(word);
  const sql = `select distinct word from spelling where part in (${parts.map(() => '?').join(', ')}) order by word`;
  const near = (await store.query(sql, ...parts)).map((row) => getText(row, 'word')).filter((each) => isOneMistake(word, each));
  const found: string[] = [];
  for (const each of near.slice(0, mostNear)) {
    if (found.length === mostAlternatives) break;
    if (await isSeen(each)) found.push(each);
  }
  return found;
}

/** Writes tokens as a phrase of the index. They contain no quotation mark. */
function quote(tokens: readonly string[], isBeginning: boolean): string {
  return `"${tokens.join(' ')}"${isBeginning ? ' *' : ''}`;
}
