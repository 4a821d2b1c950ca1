const wordsPerId = 4;
const bytesPerId = 16;
const firstCapacity = 1_024;

/** The transaction ids of a ledger by their first 16 bytes, in about 32 bytes each: a set of texts would take ten times as much. */
export class TransactionIds {
  private table = new Uint32Array(firstCapacity * wordsPerId);
  private count = 0;

  /** Returns whether an id was added. Ids that are not 16 bytes of hex or more are never found: no transaction of a member has one. */
  has(txId: string): boolean {
    const words = readWords(txId);
    return words !== undefined && this.table[this.findPlace(words)] !== 0;
  }

  /** Adds an id. */
  add(txId: string): void {
    const words = readWords(txId);
    if (!words) return;
    const place = this.findPlace(words);
    if (this.table[place] !== 0) return;
    this.table.set(words, place);
    this.count += 1;
    if (this.count * 2 * wordsPerId > this.table.length) this.grow();
  }

  private findPlace(words: readonly number[]): number {
    const capacity = this.table.length / wordsPerId;
    for (let slot = (words[1] ?? 0) % capacity; ; slot = (slot + 1) % capacity) {
      const place = slot * wordsPerId;
      if (this.table[place] === 0 || words.every((word, at) => this.table[place + at] === word)) return place;
    }
  }

  private grow(): void {
    const before = this.table;
    this.table = new Uint32Array(before.length * 2);
    for (let place = 0; place < before.length; place += wordsPerId) {
      const words = [...before.subarray(place, place + wordsPerId)];
      if (words[0] !== 0) this.table.set(words, this.findPlace(words));
    }
  }
}

/** Reads an id's first 16 bytes as four words; the first is never 0, which marks a free place. */
function readWords(txId: string): readonly number[] | undefined {
  if (!/^[0-9a-f]{32}/.test(txId)) return undefined;
  const words: number[] = [];
  for (let at = 0; at < bytesPerId; at += 4) words.push(Number.parseInt(txId.slice(at * 2, at * 2 + 8), 16));
  words[0] ||= 1;
  return words;
}
