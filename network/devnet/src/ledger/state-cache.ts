import type { VersionedValue } from './versioned-value';

interface Entry {
  /** The height of the view that read it. */
  readonly height: number;
  readonly value: VersionedValue | undefined;
}

/** Most keys in one generation; there are two. */
const maxKeys = 20_000;
/** Most bytes of values in one generation. */
const maxBytes = 16 << 20;

/**
 * The keys that were read lately, with their values at the newest height. Views of older heights take what has not changed since, and
 * add nothing.
 */
export class StateCache {
  private recent = new Map<string, Entry>();
  private older = new Map<string, Entry>();
  private sizeBytes = 0;

  constructor(private height: number) {}

  /** Returns the entry of a key as a view of this height must see it; undefined if it is not known. */
  find(key: string, height: number): Entry | undefined {
    const entry = this.recent.get(key) ?? this.older.get(key);
    return entry !== undefined && entry.height <= height ? entry : undefined;
  }

  /** Keeps what a view read, if it is the newest. */
  add(key: string, entry: Entry): void {
    if (entry.height !== this.height) return;
    this.sizeBytes += key.length + (entry.value?.value.length ?? 0);
    this.recent.set(key, entry);
    if (this.recent.size < maxKeys && this.sizeBytes < maxBytes) return;
    this.older = this.recent;
    this.recent = new Map();
    this.sizeBytes = 0;
  }

  /** Goes to the next height, at which these keys have other values. */
  advance(height: number, changed: Iterable<string>): void {
    this.height = height;
    for (const key of changed) {
      this.recent.delete(key);
      this.older.delete(key);
    }
  }
}
