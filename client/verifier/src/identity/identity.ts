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
let readBy: Platform | undefined;
const decoder = new TextDecoder('latin1');

/** Returns what a serialised SerializedIdentity contains; `undefined` if it cannot be read. Parses each identity once. */
export function findIdentity(serialized: Uint8Array): Identity | undefined {
  const platform = getPlatform();
  if (platform !== readBy) identities.clear(); // Another platform has keys in another form.
  readBy = platform;
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
