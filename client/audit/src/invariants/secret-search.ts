const wordPattern = /[\w-]{12,}/g;

/** Searches envelopes for secret texts by the longest word of each, so that one pass finds any of many. */
export class SecretSearch {
  private readonly words: ReadonlySet<string>;

  constructor(texts: readonly string[] = []) {
    this.words = new Set(texts.flatMap(findLongestWord));
  }

  /** Returns whether an envelope contains one of the secrets. */
  isIn(envelope: Uint8Array): boolean {
    if (this.words.size === 0) return false;
    const words: readonly string[] = Buffer.from(envelope).toString('latin1').match(wordPattern) ?? [];
    return words.some((each) => this.words.has(each));
  }
}

function findLongestWord(text: string): readonly string[] {
  const [longest] = (text.match(wordPattern) ?? []).toSorted((a, b) => b.length - a.length);
  return longest === undefined ? [] : [longest];
}
