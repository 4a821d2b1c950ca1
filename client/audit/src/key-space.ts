import { compareByBytes } from './byte-order';
import type { SigningPolicy } from './policy';
import type { RecordedChange } from './recorded-change';
import type { Version } from './state-access';

/** What is kept of a key. */
export interface KeyFacts {
  readonly version: Version;
  /** Whose signatures a write of the key asks, where it has a policy of its own. */
  readonly policy: SigningPolicy | undefined;
  /** What its value said of its own change. */
  readonly change: RecordedChange | undefined;
  /** Of private data. */
  readonly valueHash?: Uint8Array;
}

/** The keys of one namespace or collection. They are sorted when a range is first asked for, and kept so. */
export class KeySpace {
  private readonly facts = new Map<string, KeyFacts>();
  private sorted: string[] | undefined;
  private added = new Set<string>();

  find(key: string): KeyFacts | undefined {
    return this.facts.get(key);
  }

  set(key: string, facts: KeyFacts): void {
    if (this.sorted && !this.facts.has(key)) this.added.add(key);
    this.facts.set(key, facts);
  }

  delete(key: string): void {
    this.facts.delete(key);
  }

  /** Keys from `start` on, in the order of their bytes, with their versions. */
  *from(start: string): Generator<{ readonly key: string; readonly version: Version }> {
    const keys = this.inOrder();
    for (let at = firstAtLeast(keys, start); at < keys.length; at += 1) {
      const key = keys[at] ?? '';
      const version = this.facts.get(key)?.version;
      if (version !== undefined) yield { key, version };
    }
  }

  private inOrder(): readonly string[] {
    if (!this.sorted || this.added.size > 0) {
      this.sorted = [...this.facts.keys()].sort(compareByBytes);
      this.added = new Set();
    }
    return this.sorted;
  }
}

function firstAtLeast(keys: readonly string[], start: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareByBytes(keys[middle] ?? '', start) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
