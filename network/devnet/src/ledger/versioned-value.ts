import { ledger } from '@hyperledger/fabric-protos';
import { encodeVersion } from '../proto/commit-hash';
import { sortEntries } from '../proto/bytes';
import { decodeOrderedVarint } from '../proto/ordered-varint';
import { decodeVarint, encodeVarint } from '../proto/wire';
import type { StateVersion } from './types';

const { kvrwset } = ledger.rwset;

/** A value in the state. */
export interface VersionedValue {
  readonly version: StateVersion;
  readonly value: Uint8Array;
  /** PB(KVMetadataWrite) without key; undefined without one. */
  readonly metadata: Uint8Array | undefined;
}

/** The metadata name of a key-level endorsement policy. */
export const validationParameter = 'VALIDATION_PARAMETER';

const none: ReadonlyMap<string, Uint8Array> = new Map();

/** Encodes version, length of the metadata, metadata, and value. */
export function encodeVersionedValue({ version, value, metadata }: VersionedValue): Buffer {
  const extra = metadata ?? new Uint8Array();
  return Buffer.concat([encodeVersion(version), encodeVarint(extra.length), extra, value]);
}

/** Decodes the result of `encodeVersionedValue`. */
export function decodeVersionedValue(bytes: Buffer): VersionedValue {
  const block = decodeOrderedVarint(bytes);
  const index = decodeOrderedVarint(bytes, block.next);
  const length = decodeVarint(bytes, index.next) ?? { value: 0, next: bytes.length };
  const start = length.next + length.value;
  return {
    version: { blockNumber: block.value, txIndex: index.value },
    metadata: length.value === 0 ? undefined : bytes.subarray(length.next, start),
    value: bytes.subarray(start),
  };
}

/** Encodes metadata sorted by name; undefined without one. */
export function encodeMetadata(entries: ReadonlyMap<string, Uint8Array>): Uint8Array | undefined {
  if (entries.size === 0) return undefined;
  const message = new kvrwset.KVMetadataWrite();
  message.setEntriesList(toMetadataEntries(entries));
  return message.serializeBinary();
}

/** Decodes the result of `encodeMetadata`. */
export function decodeMetadata(bytes: Uint8Array | undefined): ReadonlyMap<string, Uint8Array> {
  return bytes === undefined ? none : parseMetadataEntries(kvrwset.KVMetadataWrite.deserializeBinary(bytes).getEntriesList());
}

/** Makes the entries of a read-write set, sorted by name. */
export function toMetadataEntries(entries: ReadonlyMap<string, Uint8Array>): ledger.rwset.kvrwset.KVMetadataEntry[] {
  return sortEntries(entries).map(([name, value]) => {
    const entry = new kvrwset.KVMetadataEntry();
    entry.setName(name);
    entry.setValue(value);
    return entry;
  });
}

/** Reads entries of a read-write set; the inverse of `toMetadataEntries`. */
export function parseMetadataEntries(entries: readonly ledger.rwset.kvrwset.KVMetadataEntry[]): ReadonlyMap<string, Uint8Array> {
  return new Map(entries.map((entry) => [entry.getName(), entry.getValue_asU8()]));
}

/** Finds the key-level policy in a key's metadata; an empty one counts as absent. */
export function findKeyPolicy(metadata: Uint8Array | undefined): Uint8Array | undefined {
  const policy = decodeMetadata(metadata).get(validationParameter);
  return policy === undefined || policy.length === 0 ? undefined : policy;
}

/** Returns whether both versions are equal or absent. */
export function isSameVersion(a: StateVersion | undefined, b: StateVersion | undefined): boolean {
  return a?.blockNumber === b?.blockNumber && a?.txIndex === b?.txIndex;
}
