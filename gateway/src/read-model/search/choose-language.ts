import type { LanguageMap } from '@databund/model';

/** A text, and the tag of its language. */
export interface ChosenText {
  readonly text: string;
  readonly language: string;
}

/** Languages in which a text is shown if no text is in a language of the caller. */
const fallbacks = ['en', 'zh-hans', 'zh'];

/** Chooses the text in the first language that the caller reads: with the same tag, or with the same language. */
export function chooseText(texts: LanguageMap, wanted: readonly string[]): ChosenText {
  const known = Object.entries(texts).map(([language, text]) => ({ language, text }));
  for (const tag of [...wanted, ...fallbacks].map((each) => each.toLowerCase())) {
    const found = findTag(known, tag) ?? known.find(({ language }) => readPrimary(language) === readPrimary(tag));
    if (found) return found;
  }
  return known[0] ?? { language: 'und', text: '' };
}

function findTag(known: readonly ChosenText[], tag: string): ChosenText | undefined {
  return known.find(({ language }) => language.toLowerCase() === tag);
}

function readPrimary(tag: string): string | undefined {
  return tag.toLowerCase().split('-')[0];
}
