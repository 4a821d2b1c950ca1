import type { StateAccess } from '@databund/ledger-verifier';
import { hashBytes, priceSlipKey, toCanonicalJson, toStateKey, type Hash, type Key } from '@databund/model';
import { toHex } from '../bytes';
import { isObject, parseJson } from '../parse-json';

/** Replaces the transient value of a call, of which the blocks keep only the hash of one private text. */
export interface SealedInput {
  /** Returns the key under which the text is kept. */
  readonly keyOf: (command: Readonly<Record<string, unknown>>) => Key;
  /** Makes a text that the rules accept in place of the one that is not known. */
  readonly makeStandIn: (command: Readonly<Record<string, unknown>>) => string;
  /** Returns the transient value that carries a text. */
  readonly carry: (text: string) => object;
}

/**
 * The transactions with a transient value. Everything that they write follows from the public input and from the hash of one text, which
 * the block contains as the hash of a private value; so another text that is given this hash leads to the same writes.
 */
export const sealedInputs: Readonly<Record<string, SealedInput>> = {
  PriceTrade: {
    keyOf: ({ id }) => priceSlipKey(String(id)),
    makeStandIn: ({ id }) => toCanonicalJson({ amountMinor: 0, currency: 'XXX', salt: '0'.repeat(64), tradeId: id }),
    carry: (slip) => ({ slip }),
  },
};

/** A transient value for a replay. */
export interface Opened {
  /** The transient value as canonical JSON. */
  readonly transient: string;
  /** True if the text itself is not known, only its hash. */
  readonly isStandIn: boolean;
  /** Hashes a private text: a stand-in has the hash that the block contains. */
  readonly hashPrivate: (text: string) => Hash;
}

/** A sealed call as its block shows it, and the texts that the auditor was given, by their SHA-256 in hex. */
interface Sealed {
  readonly input: string;
  /** The private writes of the call. */
  readonly closed: readonly StateAccess[];
  readonly disclosed: ReadonlyMap<string, string>;
}

/** Returns the transient value of a call: the text with the hash that the block contains if it is disclosed, or else a stand-in. */
export function openSealed({ keyOf, makeStandIn, carry }: SealedInput, { input, closed, disclosed }: Sealed): Opened {
  const parsed = parseJson(input);
  const command = isObject(parsed) ? parsed : {};
  const keyHash = hashBytes(toStateKey(keyOf(command))).value;
  const written = closed.flatMap(({ writes }) => writes).find(({ key }) => key === keyHash);
  const found = written?.value && toHex(written.value);
  const text = found === undefined ? undefined : disclosed.get(found);
  if (text !== undefined) return { transient: toCanonicalJson(carry(text)), isStandIn: false, hashPrivate: hashBytes };
  const standIn = makeStandIn(command);
  return {
    transient: toCanonicalJson(carry(standIn)),
    isStandIn: true,
    hashPrivate: (each) => (each === standIn && found !== undefined ? { alg: 'sha-256', value: found } : hashBytes(each)),
  };
}
