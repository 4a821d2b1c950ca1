import canonicalize from 'canonicalize';

/**
 * Encodes a JSON value as canonical JSON (RFC 8785): the text that is hashed, signed, stored and sent as an argument.
 * Leaves out members that are `undefined`.
 */
export function toCanonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('A value without a JSON form cannot be made canonical');
  return text;
}
