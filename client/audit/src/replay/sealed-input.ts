import type { StateAccess } from '@databund/ledger-verifier';
import { hashBytes, toCanonicalJson, type WriteSet } from '@databund/model';
import { decodeText, encodeText, toHex } from '../bytes';
import { isObject, parseJson } from '../parse-json';

/** How a transaction is replayed whose transient value the blocks keep only as the hash of one private text. */
export interface SealedInput {
  /** Makes a text that the rules accept in place of the one that is not known. */
  readonly makeStandIn: (command: Readonly<Record<string, unknown>>) => string;
  /** Returns the transient value that carries a text. */
  readonly carry: (text: string) => object;
}

/**
 * The transactions with a transient value. Everything that they write follows from the public input and from the hash of one text, which
 * the block contains as the hash of a private value; so another text with that hash in place of its own gives the same writes.
 */
export const sealedInputs: Readonly<Record<string, SealedInput>> = {
  PriceTrade: {
    makeStandIn: ({ id }) => toCanonicalJson({ amountMinor: 0, currency: 'XXX', salt: '0'.repeat(64), tradeId: id }),
    carry: (slip) => ({ slip }),
  },
};

/** A transient value for a replay. */
export interface Unsealed {
  /** The transient value as canonical JSON. */
  readonly transient: string;
  /** True if the text itself is not known, only its hash. */
  readonly isStandIn: boolean;
  /** Replaces the hash of a stand-in by the hash in the block. */
  readonly seal: (bytes: Uint8Array) => Uint8Array;
  readonly hashPrivate: (value: Uint8Array) => string;
}

/** Returns the transient value of a call: the text with the hash that the block contains if it is disclosed, or else a stand-in. */
export function unseal(
  { makeStandIn, carry }: SealedInput,
  {
    input,
    closed,
    disclosed,
  }: { readonly input: string; readonly closed: readonly StateAccess[]; readonly disclosed: ReadonlyMap<string, string> },
): Unsealed {
  const [written] = closed.flatMap(({ writes }) => writes);
  const hash = written?.value && toHex(written.value);
  const text = hash === undefined ? undefined : disclosed.get(hash);
  if (text !== undefined) return { transient: toCanonicalJson(carry(text)), isStandIn: false, seal: (bytes) => bytes, hashPrivate };
  const command = parseJson(input);
  const standIn = makeStandIn(isObject(command) ? command : {});
  const [from, to] = [hashBytes(standIn).value, hash ?? ''];
  return {
    transient: toCanonicalJson(carry(standIn)),
    isStandIn: true,
    seal: (bytes) => encodeText((decodeText(bytes) ?? '').replaceAll(from, to)),
    hashPrivate: (value) => hashPrivate(value).replace(from, to),
  };
}

/** Seals the public values of a transaction. Policies and events have no hash of a private text. */
export function sealWrites({ values, ...writes }: WriteSet, seal: Unsealed['seal']): WriteSet {
  return { ...writes, values: values.map(({ key, value }) => ({ key, value: seal(value) })) };
}

export function hashPrivate(value: Uint8Array): string {
  return hashBytes(value).value;
}
