import { isSameBytes } from '../blocks/bytes';
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
/** Identities with their bytes, by a digest of some of these: to look up all of them would take much longer. */
const identities = new Map<number, ReadIdentity[]>();
let readIdentities = 0;
/** Identities by the bytes object in which they were met, which the same transaction asks for several times. */
let met = new WeakMap<Uint8Array, Identity>();
let readBy: Platform | undefined;

interface ReadIdentity {
  readonly serialized: Uint8Array;
  readonly identity: Identity | undefined;
}

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
  readIdentities = 0;
  met = new WeakMap();
}

function findByContent(serialized: Uint8Array): Identity | undefined {
  const digest = hashSome(serialized);
  const known = identities.get(digest)?.find((each) => isSameBytes(each.serialized, serialized));
  if (known) return known.identity;
  if (readIdentities >= mostIdentities) forgetAll();
  const identity = readIdentity(serialized);
  const alike = identities.get(digest) ?? [];
  identities.set(digest, alike);
  // A part of a block would keep the whole block in memory.
  alike.push({ serialized: new Uint8Array(serialized), identity });
  readIdentities += 1;
  return identity;
}

/** Number of bytes of an identity of which one goes into its digest. */
const digestedOf = 16;

/** Digests every sixteenth byte, and the length (FNV-1a). Identities of one organisation differ in most of a certificate's bytes. */
function hashSome(bytes: Uint8Array): number {
  let digest = 0x811c9dc5 ^ bytes.length;
  for (let at = bytes.length - 1; at >= 0; at -= digestedOf) digest = Math.imul(digest ^ (bytes[at] ?? 0), 0x01000193);
  return digest;
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
