import { Type, type Static } from '@sinclair/typebox';
import type { WriteSet } from '@databund/model';

/** The transient field with the writes that colluding peers endorse; an honest chaincode ignores it. */
export const rawField = 'raw';

const PrivateKey = Type.Object({ collection: Type.String(), key: Type.String() });
const Policy = Type.Object({ key: Type.String(), policy: Type.String() });

/**
 * The JSON of a complete write set, whatever the rules say: values are text, policies are PB(SignaturePolicyEnvelope) in base64. `txId` and
 * `time` stand for the transaction's own, which nobody knows before.
 */
export const rawForm = Type.Object({
  txId: Type.String(),
  time: Type.String(),
  reads: Type.Array(Type.String()),
  hashReads: Type.Array(PrivateKey),
  puts: Type.Array(Type.Object({ key: Type.String(), value: Type.String() })),
  deletes: Type.Array(Type.String()),
  policies: Type.Array(Policy),
  privatePuts: Type.Array(Type.Intersect([PrivateKey, Type.Object({ value: Type.String() })])),
  privateDeletes: Type.Array(PrivateKey),
  privatePurges: Type.Array(PrivateKey),
  privatePolicies: Type.Array(Type.Intersect([PrivateKey, Policy])),
  event: Type.Optional(Type.Object({ name: Type.String(), payload: Type.String() })),
  answer: Type.String(),
});
export type RawWrites = Static<typeof rawForm>;

/** Writes nothing. */
export const noWrites: RawWrites = {
  txId: '0'.repeat(64),
  time: '0001-01-01T00:00:00.000Z',
  reads: [],
  hashReads: [],
  puts: [],
  deletes: [],
  policies: [],
  privatePuts: [],
  privateDeletes: [],
  privatePurges: [],
  privatePolicies: [],
  answer: '',
};

/** Returns the writes that the rules made, in the form that colluding peers endorse. */
export function toRawWrites({ values, policies, privateValues, privatePolicies, event }: WriteSet): Omit<RawWrites, 'txId' | 'time'> {
  return {
    ...noWrites,
    puts: values.map(({ key, value }) => ({ key, value: toText(value) })),
    policies: policies.map(({ key, policy }) => ({ key, policy: toBase64(policy) })),
    privatePuts: privateValues.map(({ value, ...place }) => ({ ...place, value: toText(value) })),
    privatePolicies: privatePolicies.map(({ policy, ...place }) => ({ ...place, policy: toBase64(policy) })),
    ...(event && { event: { name: event.name, payload: toText(event.payload) } }),
  };
}

function toText(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('utf8');
}

/** Encodes bytes in base64. */
export function toBase64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64');
}
