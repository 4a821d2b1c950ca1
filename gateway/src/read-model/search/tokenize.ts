import { hashBytes } from '@databund/model';
import { foldText } from './fold-text';

/** Runs of letters, digits and their marks. */
const runs = /[\p{L}\p{N}\p{M}]+/gu;
/** Scripts that are written without spaces between words. */
const spaceless =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}\p{Script=Lao}\p{Script=Khmer}\p{Script=Myanmar}\u30fc]/u;
const alphabetic = /^\p{L}+$/u;
const longestToken = 64;

/** A part of a text in one kind of script. */
export interface Segment {
  readonly isSpaceless: boolean;
  readonly text: string;
}

/** Divides a text into words, and into stretches of scripts that have no spaces. */
export function divideText(text: string): readonly Segment[] {
  return [...foldText(text).matchAll(runs)].flatMap(([run]) => divideRun(run));
}

function divideRun(run: string): readonly Segment[] {
  const segments: { isSpaceless: boolean; text: string }[] = [];
  for (const character of run) {
    const last = segments.at(-1);
    const isMark = /\p{M}/u.test(character);
    const isSpaceless = isMark && last ? last.isSpaceless : spaceless.test(character);
    if (last?.isSpaceless === isSpaceless) last.text += character;
    else segments.push({ isSpaceless, text: character });
  }
  return segments;
}

/**
 * Returns the tokens under which a text is found: each word, and of scripts without spaces each two characters that follow each other, with
 * the last one of a stretch alone, so that a single character is found by its beginning.
 */
export function listTokens(text: string): readonly string[] {
  return divideText(text).flatMap((segment) => listSegmentTokens(segment));
}

/** Stands before each text of an index, so that no phrase goes from one into the next. */
export const textMark = '\u22a2';
const pairMark = '\u203f';
const nameLength = 16;

/** Returns one token for a whole text, by which it is found without comparing its words. */
export function nameText(tokens: readonly string[]): string {
  return textMark + hashBytes(tokens.join(' ')).value.slice(0, nameLength);
}

/** Returns a token for each two tokens that follow each other. Few texts have it, so phrases of frequent words are found without reading all of them. */
export function listPairs(tokens: readonly string[]): readonly string[] {
  return tokens.slice(1).map((token, index) => `${tokens[index] ?? ''}${pairMark}${token}`);
}

/** Returns the tokens of one part of a text. */
export function listSegmentTokens({ isSpaceless, text }: Segment): readonly string[] {
  if (!isSpaceless) return [cutWord(text)];
  const characters = Array.from(text);
  return characters.map((character, index) => character + (characters[index + 1] ?? ''));
}

/** Returns whether a token is a word of an alphabet, in which a typing mistake can be forgiven. */
export function isForgivable(token: string): boolean {
  return token.length >= 4 && alphabetic.test(token) && !spaceless.test(token);
}

function cutWord(word: string): string {
  return Array.from(word).slice(0, longestToken).join('');
}
