import { encodeUtf8 } from './bytes';
import type { KeyPolicy } from './declare';

/** The role PEER of Fabric's MSPRole. */
const peerRole = 3;

/**
 * Encodes a key's endorsement policy as Fabric stores it: a SignaturePolicyEnvelope that asks for so many of these organisations' peers.
 * An organisation named twice counts once.
 */
export function encodeKeyPolicy({ atLeast, of, always }: KeyPolicy): Uint8Array {
  const mspIds = [...new Set(of)].sort();
  const name = JSON.stringify([atLeast, always ?? null, ...mspIds]);
  const known = encodedPolicies.get(name) ?? encode(atLeast, mspIds, always === undefined ? -1 : mspIds.indexOf(always));
  if (encodedPolicies.size >= mostPolicies) encodedPolicies.clear();
  encodedPolicies.set(name, known);
  return known;
}

/** Policies that were encoded, by their content: a channel has few organisations, and so few policies. */
const encodedPolicies = new Map<string, Uint8Array>();
const mostPolicies = 1_000;

/** Encodes a policy over organisations; `fixed` is the index of one that must always be among them, or -1. */
function encode(atLeast: number, mspIds: readonly string[], fixed: number): Uint8Array {
  const signers = mspIds.map((_, index) => encodeNumber(1, index));
  const others = signers.filter((_, index) => index !== fixed);
  const single = signers[fixed];
  const rule = single && others.length > 0 ? encodeChoice(2, [single, encodeChoice(atLeast - 1, others)]) : encodeChoice(atLeast, signers);
  return join(encodeBytes(2, rule), ...mspIds.map((mspId) => encodeBytes(3, encodePeer(mspId))));
}

/** Encodes a SignaturePolicy that holds if so many of some rules do. */
function encodeChoice(atLeast: number, rules: readonly Uint8Array[]): Uint8Array {
  return encodeBytes(2, join(encodeNumber(1, Math.min(atLeast, rules.length)), ...rules.map((rule) => encodeBytes(2, rule))));
}

/** Encodes an MSPPrincipal of class ROLE, which is the default and so not written. */
function encodePeer(mspId: string): Uint8Array {
  return encodeBytes(2, join(encodeBytes(1, encodeUtf8(mspId)), encodeNumber(2, peerRole)));
}

function encodeNumber(field: number, value: number): Uint8Array {
  return join(Uint8Array.of(field << 3), encodeVarint(value));
}

function encodeBytes(field: number, content: Uint8Array): Uint8Array {
  return join(Uint8Array.of((field << 3) | 2), encodeVarint(content.length), content);
}

function encodeVarint(value: number): Uint8Array {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>>= 7) {
    if (rest < 128) return Uint8Array.of(...bytes, rest);
    bytes.push((rest & 127) | 128);
  }
}

function join(...parts: readonly Uint8Array[]): Uint8Array {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}
