/** A slip’s salt as JSON writes it: where one is, a price was told. */
const slip = /\\?"salt\\?":\\?"[0-9a-f]{64}/;
const word = /[\w-]{12,}/g;

/** Looks for what must be nowhere in the blocks: by the longest word of each text, so that one look finds any of many. */
export class Secrets {
  private readonly words: ReadonlyMap<string, string>;

  constructor(texts: readonly string[] = []) {
    this.words = new Map(texts.flatMap((text) => longestWords(text).map((each) => [each, text] as const)));
  }

  /** What of it an envelope holds; nothing where it holds none. */
  foundIn(envelope: Uint8Array): string | undefined {
    const text = Buffer.from(envelope).toString('latin1');
    if (slip.test(text)) return 'a price slip';
    const found = this.words.size === 0 ? undefined : text.match(word)?.find((each) => this.words.has(each));
    return found && 'a secret';
  }
}

function longestWords(text: string): readonly string[] {
  const [longest] = (text.match(word) ?? []).toSorted((a, b) => b.length - a.length);
  return longest === undefined ? [] : [longest];
}
