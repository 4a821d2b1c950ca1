import type { StateAccess } from '@databund/ledger-verifier';
import { fromStateKey, hashBytes, listStatements, makeAnchorKey, nameCollection, nameStep, parseRecord, toStateKey } from '@databund/model';
import { namePrivate } from './ledger-copy';
import type { RawWrites } from './raw-writes';

/** A key of a private collection. */
export interface PrivatePlace {
  readonly collection: string;
  readonly key: string;
}

/** The private keys and texts behind the hashes of blocks, as far as public records and forgers know them. */
export class PrivateTexts {
  private readonly keys = new Map<string, PrivatePlace>();
  private readonly texts = new Map<string, string>();

  /** Notes the statements of the records that a transaction writes. */
  noteAccesses(accesses: readonly StateAccess[]): void {
    for (const { collection, writes } of accesses) if (collection === '') for (const { key, value } of writes) this.noteRecord(key, value);
  }

  /** Notes the private keys that a forgery names. */
  noteRaw({ privatePuts, privateDeletes, privatePurges, privatePolicies }: RawWrites): void {
    for (const place of [...privatePuts, ...privateDeletes, ...privatePurges, ...privatePolicies]) this.noteKey(place);
  }

  findKey(name: string): PrivatePlace | undefined {
    return this.keys.get(name);
  }

  findText(hash: Uint8Array): string | undefined {
    return this.texts.get(Buffer.from(hash).toString('hex'));
  }

  private noteRecord(stateKey: string, value: Uint8Array | undefined): void {
    const [key, record] = [fromStateKey(stateKey), value && parseRecord(value)];
    const statements = key && record ? listStatements(key, record) : [];
    const last = statements.at(-1);
    if (!key || !last) return;
    this.texts.set(hashBytes(last.text).value, last.text);
    const collection = nameCollection(last.change.mspId);
    for (const anchor of [makeAnchorKey(key), makeAnchorKey(key, nameStep(statements))])
      this.noteKey({ collection, key: toStateKey(anchor) });
  }

  private noteKey({ collection, key }: PrivatePlace): void {
    this.keys.set(namePrivate(collection, hashBytes(key).value), { collection, key });
  }
}
