import { getPlatform, type Platform } from '../platform/platform';
import { msp } from '../wire/forms';
import { Message } from '../wire/message';
import { parseCertificate, type ParsedCertificate } from './certificate';

/** A serialised identity that was read: its certificate, and the MSP that it claims. */
export interface Identity extends ParsedCertificate {
  readonly mspId: string;
}

/** A limit, because every envelope may bring an identity of its own. */
const mostIdentities = 10_000;
const identities = new Map<string, Identity | undefined>();
/** Identities by the bytes object in which they were met, which the same transaction asks for several times. */
let met = new WeakMap<Uint8Array, Identity>();
let readBy: Platform | undefined;
const decoder = new TextDecoder('latin1');

/** Returns what a serialised SerializedIdentity contains; `undefined` if it cannot be read. Parses each identity once. */
export function findIdentity(serialized: Uint8Array): Identity | undefined {
  const platform = getPlatform();
  if (platform !== readBy) forgetAll(); // Another platform has keys in another form.
  readBy = platform;
  const known = met.get(serialized) ?? findByContent(serialized);
  if (known) met.set(serialized, known);
  return known;
}

function forgetAll(): void {
  identities.clear();
  met = new WeakMap();
}

function findByContent(serialized: Uint8Array): Identity | undefined {
  const key = decoder.decode(serialized);
  if (identities.has(key)) return identities.get(key);
  if (identities.size >= mostIdentities) identities.clear();
  const identity = readIdentity(serialized);
  identities.set(key, identity);
  return identity;
}

function readIdentity(serialized: Uint8Array): Identity | undefined {
  const notes: string[] = [];
  try {
    const identity = new Message(serialized, msp.SerializedIdentity, notes);
    return notes.length > 0 ? undefined : { mspId: identity.getText('mspId'), ...parseCertificate(identity.getBytes('idBytes')) };
  } catch {
    return undefined;
  }
}
