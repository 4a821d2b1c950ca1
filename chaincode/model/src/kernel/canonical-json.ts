import canonicalize from 'canonicalize';

/**
 * The one text of a JSON value (RFC 8785): what is hashed, signed, stored on the ledger and sent as an argument.
 * Members that are `undefined` are left out.
 */
export function toCanonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError('A value without a JSON form cannot be made canonical');
  return text;
}
