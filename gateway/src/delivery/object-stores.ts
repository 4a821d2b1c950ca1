import { join } from 'node:path';
import type { TokenSubject } from '../identity/tokens';
import { ObjectStore } from './object-store';

/** The bytes of each provider in a store of its own: a listing that names another’s hash does not reach that other’s bytes. */
export class ObjectStores {
  private readonly stores = new Map<string, ObjectStore>();

  constructor(private readonly folder: string) {}

  /** What a provider has left here. */
  of({ mspId, participantId }: TokenSubject): ObjectStore {
    const name = `${mspId}~${participantId}`;
    const store = this.stores.get(name) ?? new ObjectStore(join(this.folder, name));
    this.stores.set(name, store);
    return store;
  }
}
