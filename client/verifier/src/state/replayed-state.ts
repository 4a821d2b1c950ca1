import type { PolicyWrite, Read, StateAccess, StatePlace, Version, Write } from '../blocks/state-access';
import { toHex } from '../blocks/bytes';
import { decodeSignaturePolicy, type SigningPolicy } from '../identity/policy';
import { BlockUpdates } from './block-updates';
import { ChaincodeDefinitions, type ChaincodeDefinition } from './chaincode-definitions';
import { KeySpace, type KeyFacts } from './key-space';
import { isRangeUnchanged } from './range-replay';

/** A read that the state contradicts. */
export interface StaleRead {
  /** The key, or the start of the range. */
  readonly key: string;
  readonly isRange: boolean;
}

/** The keys of the world state after the transactions so far: versions and policies, never public values. */
export class ReplayedState {
  /** Keys by namespace and collection. */
  private readonly spaces = new Map<string, Map<string, KeySpace>>();
  private readonly definitions = new ChaincodeDefinitions();
  private readonly keyPolicies = new Map<string, SigningPolicy>();
  private readonly changed = new Set<string>();
  private block = 0;
  /** Writes of the current block's valid transactions so far. */
  updates = new BlockUpdates();

  /** Begins the replay of a block. */
  beginBlock(block: number): void {
    this.block = block;
    this.changed.clear();
    this.updates = new BlockUpdates();
  }

  /** Returns the chaincodes whose definition the current block changes. */
  get changedDefinitions(): ReadonlySet<string> {
    return this.changed;
  }

  /** Returns what is known of a key; `undefined` if there is no such key. */
  find(place: StatePlace, key: string): KeyFacts | undefined {
    const facts = this.findSpace(place)?.find(key);
    return facts && this.hasExpired(place, facts) ? undefined : facts;
  }

  /** Returns a chaincode's definition. */
  findDefinition(chaincode: string): ChaincodeDefinition | undefined {
    return this.definitions.find(chaincode);
  }

  /** Returns the first read that is no longer true after the transactions before it. */
  findStaleRead(accesses: readonly StateAccess[]): StaleRead | undefined {
    for (const access of accesses) {
      const stale = access.reads.find((read) => this.isStale(access, read));
      if (stale) return { key: stale.key, isRange: false };
      const changed = access.ranges.find((range) => !isRangeUnchanged(this.getSpace(access), range));
      if (changed) return { key: changed.start, isRange: true };
    }
    return undefined;
  }

  /** Applies a valid transaction's writes: a value keeps the key's policy, a policy gives a new version, a deletion removes both. */
  apply(access: StateAccess, version: Version): void {
    for (const write of access.writes) this.applyWrite(access, write, version);
    for (const write of access.policies) this.applyPolicy(access, write, version);
  }

  private applyWrite(place: StatePlace, { key, value }: Write, version: Version): void {
    const space = this.getSpace(place);
    this.updates.set(place, key, { value, version });
    if (value === undefined) space.delete(key);
    else space.set(key, { version, policy: this.find(place, key)?.policy, ...keepHash(place, value) });
    if (place.namespace === '_lifecycle' && place.collection === '' && value) this.define(key, value);
  }

  private define(key: string, value: Uint8Array): void {
    const chaincode = this.definitions.read(key, value);
    if (chaincode !== undefined) this.changed.add(chaincode);
  }

  private applyPolicy(place: StatePlace, { key, policy }: PolicyWrite, version: Version): void {
    const facts = this.find(place, key);
    if (!facts) return;
    const value = this.updates.find(place, key)?.value ?? facts.valueHash ?? 'unknown';
    this.updates.set(place, key, { value, version });
    this.getSpace(place).set(key, { ...facts, version, policy: policy && this.getPolicy(policy) });
  }

  private isStale(place: StatePlace, { key, version }: Read): boolean {
    return this.updates.find(place, key) !== undefined || this.find(place, key)?.version !== version;
  }

  /** A value that block b wrote and that lives n blocks is purged when block b + n + 1 commits. */
  private hasExpired(place: StatePlace, { version }: KeyFacts): boolean {
    const blockToLive = this.definitions.getBlockToLive(place);
    return blockToLive > 0 && this.block > Number(version.split('.')[0]) + blockToLive + 1;
  }

  private findSpace({ namespace, collection }: StatePlace): KeySpace | undefined {
    return this.spaces.get(namespace)?.get(collection);
  }

  private getSpace({ namespace, collection }: StatePlace): KeySpace {
    const collections = this.spaces.get(namespace) ?? new Map<string, KeySpace>();
    const space = collections.get(collection) ?? new KeySpace();
    this.spaces.set(namespace, collections.set(collection, space));
    return space;
  }

  /** Keeps each policy once, because few policies apply to many keys. */
  private getPolicy(bytes: Uint8Array): SigningPolicy {
    const name = toHex(bytes);
    const known = this.keyPolicies.get(name) ?? decodeSignaturePolicy(bytes);
    this.keyPolicies.set(name, known);
    return known;
  }
}

/** Keeps the hash of a private value, because Fabric commits it again with a change of the key's policy. */
function keepHash({ collection }: StatePlace, value: Uint8Array): { readonly valueHash?: Uint8Array } {
  return collection === '' ? {} : { valueHash: new Uint8Array(value) };
}
