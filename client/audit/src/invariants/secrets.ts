const word = /[\w-]{12,}/g;

/** Looks for what must be nowhere in the blocks: by the longest word of each text, so that one look finds any of many. */
export class Secrets {
  private readonly words: ReadonlySet<string>;

  constructor(texts: readonly string[] = []) {
    this.words = new Set(texts.flatMap(longestWords));
  }

  /** Says whether an envelope holds any of it. */
  isIn(envelope: Uint8Array): boolean {
    if (this.words.size === 0) return false;
    const words: readonly string[] = Buffer.from(envelope).toString('latin1').match(word) ?? [];
    return words.some((each) => this.words.has(each));
  }
}

function longestWords(text: string): readonly string[] {
  const [longest] = (text.match(word) ?? []).toSorted((a, b) => b.length - a.length);
  return longest === undefined ? [] : [longest];
}
