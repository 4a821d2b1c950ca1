import { createReadStream, existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { listErrors } from '@databund/model';
import { Type, type Static } from '@sinclair/typebox';
import writeFileAtomic from 'write-file-atomic';
import { parseJson } from './parse-text';

/** A listing of the provider as it is known: its record in this source, or that it is of another source. */
const Known = Type.Object({
  id: Type.String(),
  version: Type.Integer(),
  /** The identifier of its record; absent if the listing is not of this source. */
  identifier: Type.Optional(Type.String()),
  /** The hash of its content without the order of lists. */
  hash: Type.Optional(Type.String()),
});
export type Known = Static<typeof Known>;

/** Keeps what earlier runs learned of listings. It saves reading them again; without it everything is read from the ledger. */
export class SourceState {
  private readonly file: string;
  private readonly known = new Map<string, Known>();

  constructor(folder: string) {
    this.file = join(folder, 'state.ndjson');
  }

  async load(): Promise<this> {
    if (!existsSync(this.file)) return this;
    for await (const line of createInterface({ input: createReadStream(this.file), crlfDelay: Infinity })) {
      const value = parseJson(line);
      if (isKnown(value)) this.known.set(value.id, value);
    }
    return this;
  }

  /** Returns what is known of a version of a listing. */
  find(id: string, version: number): Known | undefined {
    const found = this.known.get(id);
    return found?.version === version ? found : undefined;
  }

  set(known: Known): void {
    this.known.set(known.id, known);
  }

  delete(id: string): void {
    this.known.delete(id);
  }

  save(): void {
    const lines = [...this.known.values()].map((each) => `${JSON.stringify(each)}\n`);
    writeFileAtomic.sync(this.file, lines.join(''));
  }
}

function isKnown(value: unknown): value is Known {
  return listErrors(Known, value).length === 0;
}
