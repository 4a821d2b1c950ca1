import { join } from 'node:path';
import type { TokenSubject } from '../identity/token-subject';
import { ObjectStore } from './object-store';

/** One store for each provider: a listing that names the hash of another provider's file does not reach its bytes. */
export class ObjectStores {
  private readonly stores = new Map<string, ObjectStore>();

  constructor(private readonly folder: string) {}

  /** Returns the store of a provider. */
  getStore({ mspId, participantId }: TokenSubject): ObjectStore {
    const name = `${mspId}~${participantId}`;
    const store = this.stores.get(name) ?? new ObjectStore(join(this.folder, name));
    this.stores.set(name, store);
    return store;
  }
}
