import { encodeUtf8 } from './bytes';
import { toCanonicalJson } from './canonical-json';
import type { ExchangeEvent } from './declare';
import { encodeEvent, eventName } from './encode-event';
import { ExchangeError } from './exchange-error';
import type { Writes } from './execute';
import { toStateKey } from './key';
import { encodeKeyPolicy } from './key-policy';
import { schemaVersion, type Recorded } from './record';

/** Bytes under a state key. */
export interface ValueWrite {
  readonly key: string;
  readonly value: Uint8Array;
  /** The record that the bytes encode, if they do. */
  readonly record?: Recorded<object>;
}

/** Bytes under a key of a private collection. */
export interface PrivateWrite extends ValueWrite {
  readonly collection: string;
  /** SHA-256 of the value in hex, if it is known already. */
  readonly hash?: string;
}

/** The endorsement policy that a state key gets: a serialised SignaturePolicyEnvelope. */
export interface KeyPolicyWrite {
  readonly key: string;
  readonly policy: Uint8Array;
}

/** The endorsement policy that a key of a private collection gets. */
export interface PrivatePolicyWrite extends KeyPolicyWrite {
  readonly collection: string;
}

/** Everything that a transaction writes, as bytes: the chaincode hands it to its peer, and an auditor compares blocks with it. */
export interface WriteSet {
  readonly values: readonly ValueWrite[];
  readonly policies: readonly KeyPolicyWrite[];
  readonly privateValues: readonly PrivateWrite[];
  readonly privatePolicies: readonly PrivatePolicyWrite[];
  /** Absent if nothing public is written. */
  readonly event?: { readonly name: string; readonly payload: Uint8Array };
}

/** The most that one transaction may emit. */
export const eventLimits = { mostEvents: 20, mostBytes: 4_096 } as const;

/** Returns the name of the collection that only one organisation's peers hold. Every Fabric chaincode has it without declaring it. */
export function nameCollection(mspId: string): string {
  return `_implicit_org_${mspId}`;
}

/**
 * Encodes what a transaction decided as the exact writes of a caller of an organisation. Private values go to that organisation's own
 * collection; only the copy of a witness, which is public, goes to the witness's. @throws EVENTS_TOO_LARGE
 */
export function encodeWrites({ records, indexes, privately, events }: Writes, mspId: string): WriteSet {
  const collection = nameCollection(mspId);
  const changed = records.filter(({ isAnchorAlone }) => !isAnchorAlone);
  const said = records.flatMap(({ anchors }) => anchors);
  const indexValue = encodeUtf8(toCanonicalJson({ schema: schemaVersion }));
  return {
    values: [
      ...changed.map(({ key, record }) => ({ key: toStateKey(key), value: encodeUtf8(toCanonicalJson(record)), record })),
      ...indexes.map((key) => ({ key: toStateKey(key), value: indexValue })),
    ],
    policies: changed.flatMap(({ key, policy }) => (policy ? [{ key: toStateKey(key), policy: encodeKeyPolicy(policy) }] : [])),
    privateValues: [
      ...said.map(({ key, text, hash, mspId: witness }) => ({
        collection: nameCollection(witness ?? mspId),
        key: toStateKey(key),
        value: encodeUtf8(text),
        ...(hash !== undefined && { hash }),
      })),
      ...(privately ? [{ collection, key: toStateKey(privately.key), value: encodeUtf8(privately.value) }] : []),
    ],
    privatePolicies: said.flatMap(({ key, seal, mspId: witness }) =>
      seal ? [{ collection: nameCollection(witness ?? mspId), key: toStateKey(key), policy: encodeKeyPolicy(seal) }] : [],
    ),
    ...(events.length > 0 && { event: { name: eventName, payload: encodeEvents(events) } }),
  };
}

function encodeEvents(events: readonly ExchangeEvent[]): Uint8Array {
  const payload = encodeUtf8(encodeEvent(events));
  const { mostEvents, mostBytes } = eventLimits;
  if (events.length > mostEvents || payload.length > mostBytes)
    throw new ExchangeError('EVENTS_TOO_LARGE', { events: events.length, sizeBytes: payload.length, mostEvents, mostBytes });
  return payload;
}
