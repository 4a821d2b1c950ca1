import type { Version } from '../blocks/state-access';
import type { SigningPolicy } from '../identity/policy';
import { compareByBytes } from './byte-order';

/** Version and policy of a key. */
export interface KeyFacts {
  readonly version: Version;
  /** The key's own endorsement policy, if it has one. */
  readonly policy: SigningPolicy | undefined;
  /** Only of private data. */
  readonly valueHash?: Uint8Array;
}

/** Number of added keys that are sorted by themselves, before they are merged with the others. */
const mostAdded = 1_000;

/** The keys of one namespace or collection. Sorts only the keys that were added since a range was read. */
export class KeySpace {
  private readonly facts = new Map<string, KeyFacts>();
  /** Keys in byte order, with those deleted since. */
  private sorted: readonly string[] = [];
  private added: string[] = [];
  private isAddedSorted = true;

  find(key: string): KeyFacts | undefined {
    return this.facts.get(key);
  }

  set(key: string, facts: KeyFacts): void {
    if (!this.facts.has(key)) {
      this.added.push(key);
      this.isAddedSorted = false;
    }
    this.facts.set(key, facts);
  }

  delete(key: string): void {
    this.facts.delete(key);
  }

  /** Yields the keys from `start` on with their versions, in byte order. */
  *readFrom(start: string): Generator<{ readonly key: string; readonly version: Version }> {
    this.sortAdded();
    let last: string | undefined;
    for (const key of mergeSorted(this.sorted, this.added, start)) {
      const version = key === last ? undefined : this.facts.get(key)?.version; // A key that was deleted and added again is in both.
      last = key;
      if (version !== undefined) yield { key, version };
    }
  }

  private sortAdded(): void {
    if (this.isAddedSorted) return;
    this.added.sort(compareByBytes);
    this.isAddedSorted = true;
    if (this.added.length <= mostAdded) return;
    this.sorted = [...this.facts.keys()].sort(compareByBytes);
    this.added = [];
  }
}

/** Yields the keys of two sorted lists from `start` on, in byte order. */
function* mergeSorted(left: readonly string[], right: readonly string[], start: string): Generator<string> {
  let [one, other] = [findFirst(left, start), findFirst(right, start)];
  for (;;) {
    const [ofLeft, ofRight] = [left[one], right[other]];
    const isLeft = ofRight === undefined || (ofLeft !== undefined && compareByBytes(ofLeft, ofRight) <= 0);
    const key = isLeft ? ofLeft : ofRight;
    if (key === undefined) return;
    if (isLeft) one += 1;
    else other += 1;
    yield key;
  }
}

/** Returns the position of the first key that is not before `start`. */
function findFirst(keys: readonly string[], start: string): number {
  let [low, high] = [0, keys.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (compareByBytes(keys[middle] ?? '', start) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
