import { mkdirSync } from 'node:fs';
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import writeFileAtomic from 'write-file-atomic';
import { isValid } from '../http/validation';
import type { ByteRange } from './byte-range';
import { addInterval, isCovered } from './byte-ranges';

const Served = Type.Record(Type.String(), Type.Array(Type.Tuple([Type.Number(), Type.Number()])));
type Served = Static<typeof Served>;

/** A part of a named file. */
export interface ServedPart extends ByteRange {
  readonly name: string;
}

/** A delivery under its provider. */
export interface DeliveryKey {
  readonly provider: string;
  readonly id: string;
}

/** Keeps which bytes of each open delivery were served, in a file per delivery, so that a restart does not lose them. */
export class ServedBytes {
  /** The newest change of each delivery: changes of one delivery follow each other. */
  private readonly changes = new Map<string, Promise<unknown>>();

  constructor(private readonly folder: string) {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
  }

  /** Adds a served part, and tells whether all files have now been served whole, in whatever order. The part is on the disk by then. */
  add(delivery: DeliveryKey, part: ServedPart, files: readonly { readonly name: string; readonly byteSize: number }[]): Promise<boolean> {
    return this.change(this.getPath(delivery), async (path) => {
      const before = await readServed(path);
      const served = { ...before, [part.name]: addInterval(before[part.name] ?? [], [part.start, part.end + 1]) };
      await writeFileAtomic(path, JSON.stringify(served), { mode: 0o600 });
      return files.every(({ name, byteSize }) => isCovered(served[name] ?? [], byteSize));
    });
  }

  /** Removes what is known of a delivery that was sent. */
  forget(delivery: DeliveryKey): Promise<void> {
    return this.change(this.getPath(delivery), (path) => rm(path, { force: true }));
  }

  private change<T>(path: string, make: (path: string) => Promise<T>): Promise<T> {
    const before = this.changes.get(path) ?? Promise.resolve();
    const made = before.then(() => make(path));
    const settled: Promise<unknown> = made
      .catch(() => undefined)
      .then(() => this.changes.get(path) === settled && this.changes.delete(path));
    this.changes.set(path, settled);
    return made;
  }

  private getPath({ provider, id }: DeliveryKey): string {
    return join(this.folder, `${provider}~${id}.json`);
  }
}

/** A file that cannot be read counts as nothing served: the buyer asks again. */
async function readServed(path: string): Promise<Served> {
  try {
    const served: unknown = JSON.parse(await readFile(path, 'utf8'));
    return isValid(Served, served) ? served : {};
  } catch {
    return {};
  }
}
