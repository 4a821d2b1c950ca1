import canonicalize from 'canonicalize';

/** A value that JSON cannot express, such as a function. The program that passes it is at fault, so no input of a user leads here. */
export class CanonicalJsonError extends Error {
  override readonly name = 'CanonicalJsonError';
  readonly code = 'NO_JSON_FORM';

  constructor(value: unknown) {
    super(`A value of type ${typeof value} has no JSON form. Pass null, a boolean, a number, a string, an array or an object.`);
  }
}

/**
 * Encodes a JSON value as canonical JSON (RFC 8785): the text that is hashed, signed, stored and sent as an argument.
 * Leaves out members that are `undefined`.
 * @throws CanonicalJsonError
 */
export function toCanonicalJson(value: unknown): string {
  const text = encode(value);
  if (text === undefined) throw new CanonicalJsonError(value);
  return text;
}

/** Encodes what is in order by one call of the engine, which is several times as fast as one for each member. */
function encode(value: unknown): string | undefined {
  if (isOrdered(value)) return JSON.stringify(value);
  return isPlain(value) && typeof value['toJSON'] !== 'function' ? encodeMembers(value) : canonicalize(value);
}

function encodeMembers(members: Readonly<Record<string, unknown>>): string {
  const encoded: string[] = [];
  for (const name of Object.keys(members).sort()) {
    const member = members[name];
    if (member === undefined || typeof member === 'symbol') continue;
    encoded.push(`${JSON.stringify(name)}:${String(encode(member))}`);
  }
  return `{${encoded.join(',')}}`;
}

/** Returns whether the engine's own JSON of a value is the canonical one: plain values, with members in order of their UTF-16 units. */
function isOrdered(value: unknown): boolean {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return true;
  if (typeof value === 'number') return Number.isFinite(value);
  return Array.isArray(value) ? hasOnlyOrdered(value) : isPlain(value) && hasOrderedMembers(value);
}

function hasOnlyOrdered(list: readonly unknown[]): boolean {
  for (let at = 0; at < list.length; at += 1) if (!isOrdered(list[at])) return false; // Sees holes too.
  return true;
}

function hasOrderedMembers(members: Readonly<Record<string, unknown>>): boolean {
  let last: string | undefined;
  for (const name of Object.keys(members)) {
    const member = members[name];
    if ((last !== undefined && name < last) || (member !== undefined && !isOrdered(member))) return false;
    last = name;
  }
  return true;
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
