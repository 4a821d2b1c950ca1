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

/** The keys of one namespace or collection. Sorts them when a range is read after a key was added. */
export class KeySpace {
  private readonly facts = new Map<string, KeyFacts>();
  /** The keys in byte order, with those deleted since; `undefined` if a key was added since. */
  private sorted: readonly string[] | undefined;

  find(key: string): KeyFacts | undefined {
    return this.facts.get(key);
  }

  set(key: string, facts: KeyFacts): void {
    if (!this.facts.has(key)) this.sorted = undefined;
    this.facts.set(key, facts);
  }

  delete(key: string): void {
    this.facts.delete(key);
  }

  /** Yields the keys from `start` on with their versions, in byte order. */
  *readFrom(start: string): Generator<{ readonly key: string; readonly version: Version }> {
    const keys = this.sortKeys();
    for (let at = findFirst(keys, start); at < keys.length; at += 1) {
      const key = keys[at] ?? '';
      const version = this.facts.get(key)?.version;
      if (version !== undefined) yield { key, version };
    }
  }

  private sortKeys(): readonly string[] {
    return (this.sorted ??= [...this.facts.keys()].sort(compareByBytes));
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
