import type { StateAccess, Version } from '@databund/ledger-verifier';
import { hashBytes } from '@databund/model';
import { toHex } from '../bytes';

/** A private value as blocks show it: its hash in hex, and the version that wrote it. */
interface PrivateHash {
  readonly hash: string;
  readonly version: Version;
}

/** Names of keys that were met, by collection and key, because a replay asks for the same ones again and again. */
const names = new Map<string, Map<string, string>>();
const mostNames = 50_000;

/** Returns the name under which a replay compares a private key: its collection and its hash, in hex. */
export function namePrivateKey(collection: string, key: string): string {
  const known = names.get(collection) ?? new Map<string, string>();
  const name = known.get(key) ?? `${collection} ${hashBytes(key).value}`;
  if (known.size >= mostNames) known.clear();
  names.set(collection, known.set(key, name));
  return name;
}

/** The hashes of the private values of the exchange's chaincode after the transactions so far. Any peer can read them. */
export class PrivateHashes {
  private readonly values = new Map<string, PrivateHash>();

  /** Returns what an organisation keeps under a private key of this name, as far as blocks show it. */
  find(name: string): PrivateHash | undefined {
    return this.values.get(name);
  }

  /** Applies what a valid transaction writes in collections. A policy gives its key a new version. */
  apply(closed: readonly StateAccess[], version: Version): void {
    for (const { collection, writes, policies } of closed) {
      for (const { key, value } of writes) {
        if (value) this.values.set(`${collection} ${key}`, { hash: toHex(value), version });
        else this.values.delete(`${collection} ${key}`);
      }
      for (const { key } of policies) {
        const stored = this.values.get(`${collection} ${key}`);
        if (stored) this.values.set(`${collection} ${key}`, { ...stored, version });
      }
    }
  }
}
