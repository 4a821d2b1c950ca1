import { peer } from '@hyperledger/fabric-protos';
import { BlockUpdates } from './block-updates';
import { KeySpace, type KeyFacts } from './key-space';
import { seesRange } from './range-replay';
import { signaturePolicy, type SigningPolicy } from './policy';
import type { RecordedChange } from './recorded-change';
import type { Read, StateAccess, Version, Write } from './state-access';

/** Which chaincode’s, and which of its private collections; empty for what is public. */
export type Place = Pick<StateAccess, 'namespace' | 'collection'>;

/** A read that the state contradicts. */
export interface StaleRead {
  readonly key: string;
  readonly isRange: boolean;
}

/** What a chaincode’s definition says: its endorsement policy (ApplicationPolicy), and its private collections. */
export interface Definition {
  readonly policy: Uint8Array;
  readonly collections: ReadonlyMap<string, CollectionTerms>;
}

interface CollectionTerms {
  /** ApplicationPolicy; empty where the chaincode’s own holds. */
  readonly policy: Uint8Array;
  /** After how many blocks a value expires; 0: never. */
  readonly blockToLive: number;
}

/** What the world state’s keys are after the transactions so far: versions, policies and changes, never public values. */
export class ReplayedState {
  private readonly spaces = new Map<string, KeySpace>();
  private readonly definitions = new Map<string, Definition>();
  private readonly keyPolicies = new Map<string, SigningPolicy>();
  private touched = new Set<string>();
  private block = 0;
  /** What the valid transactions of the block wrote so far. */
  updates = new BlockUpdates();

  /** Begins the replay of a block. */
  begin(block: number): void {
    this.block = block;
    this.touched = new Set();
    this.updates = new BlockUpdates();
  }

  /** What is known of a key; nothing where there is none. */
  find(place: Place, key: string): KeyFacts | undefined {
    const facts = this.spaces.get(nameOf(place))?.find(key);
    return facts && this.hasExpired(place, facts) ? undefined : facts;
  }

  /** What `_lifecycle` defined a chaincode to be. */
  definitionOf(chaincode: string): Definition | undefined {
    return this.definitions.get(chaincode);
  }

  /** Says which read of a transaction is not of what now stands, after the block’s transactions before it. */
  staleRead(accesses: readonly StateAccess[]): StaleRead | undefined {
    for (const access of accesses) {
      const stale = access.reads.find((read) => this.isStale(access, read));
      if (stale) return { key: stale.key, isRange: false };
      const space = this.spaces.get(nameOf(access)) ?? new KeySpace();
      const changed = access.ranges.find((range) => !seesRange(space, range));
      if (changed) return { key: changed.start, isRange: true };
    }
    return undefined;
  }

  /** Applies a valid transaction’s writes: a value alone keeps the policy, a policy alone gives a new version, a deletion drops both. */
  apply(access: StateAccess, version: Version, changeOf: (key: string) => RecordedChange | undefined): void {
    for (const write of access.writes) this.applyWrite(access, write, version, changeOf(write.key));
    for (const { key, policy } of access.policies) this.applyPolicy(access, key, policy, version);
  }

  private applyWrite(place: Place, { key, value }: Write, version: Version, change: RecordedChange | undefined): void {
    const space = this.spaceOf(place);
    this.touched.add(touchName(place, key));
    this.updates.set(place, key, { value, version });
    if (value === undefined) space.delete(key);
    else space.set(key, { version, policy: this.find(place, key)?.policy, ...keptOf(place, value), change });
    if (place.namespace === '_lifecycle' && place.collection === '' && value) this.define(key, value);
  }

  private applyPolicy(place: Place, key: string, policy: Uint8Array | undefined, version: Version): void {
    const facts = this.find(place, key);
    if (!facts) return;
    const value = this.updates.find(place, key)?.value ?? facts.valueHash ?? 'unknown';
    this.updates.set(place, key, { value, version });
    this.touched.add(touchName(place, key));
    this.spaceOf(place).set(key, { ...facts, version, policy: policy && this.keyPolicy(policy) });
  }

  private isStale(place: Place, { key, version }: Read): boolean {
    return this.touched.has(touchName(place, key)) || this.find(place, key)?.version !== version;
  }

  /** What was written in block b and lives n blocks is dropped when block b + n + 1 commits. */
  private hasExpired({ namespace, collection }: Place, { version }: KeyFacts): boolean {
    const blockToLive = collection === '' ? 0 : (this.definitions.get(namespace)?.collections.get(collection)?.blockToLive ?? 0);
    return blockToLive > 0 && this.block > Number(version.split('.')[0]) + blockToLive + 1;
  }

  private spaceOf(place: Place): KeySpace {
    const known = this.spaces.get(nameOf(place)) ?? new KeySpace();
    this.spaces.set(nameOf(place), known);
    return known;
  }

  /** Few policies stand for many keys: each is kept once. */
  private keyPolicy(bytes: Uint8Array): SigningPolicy {
    const name = Buffer.from(bytes).toString('latin1');
    const known = this.keyPolicies.get(name) ?? signaturePolicy(bytes);
    this.keyPolicies.set(name, known);
    return known;
  }

  private define(key: string, value: Uint8Array): void {
    const [, chaincode, field] = /^namespaces\/fields\/(.+)\/(ValidationInfo|Collections)$/.exec(key) ?? [];
    if (chaincode === undefined) return;
    const bytes = peer.lifecycle.StateData.deserializeBinary(value).getBytes_asU8();
    const { policy = new Uint8Array(), collections = new Map<string, CollectionTerms>() } = this.definitions.get(chaincode) ?? {};
    const isPolicy = field === 'ValidationInfo';
    this.definitions.set(chaincode, {
      policy: isPolicy ? peer.lifecycle.ChaincodeValidationInfo.deserializeBinary(bytes).getValidationParameter_asU8() : policy,
      collections: isPolicy ? collections : collectionsIn(bytes),
    });
  }
}

function nameOf({ namespace, collection }: Place): string {
  return `${namespace}\n${collection}`;
}

function touchName(place: Place, key: string): string {
  return `${nameOf(place)}\n${key}`;
}

/** Of private data the hash is kept: it is short, and a policy alone is committed with it. */
function keptOf({ collection }: Place, value: Uint8Array): { readonly valueHash?: Uint8Array } {
  return collection === '' ? {} : { valueHash: Uint8Array.from(value) };
}

function collectionsIn(bytes: Uint8Array): ReadonlyMap<string, CollectionTerms> {
  const listed = peer.CollectionConfigPackage.deserializeBinary(bytes).getConfigList();
  return new Map(
    listed.flatMap((each) => {
      const config = each.getStaticCollectionConfig();
      if (!config) return [];
      const policy = config.getEndorsementPolicy()?.serializeBinary() ?? new Uint8Array();
      return [[config.getName(), { policy, blockToLive: config.getBlockToLive() }] as const];
    }),
  );
}
