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
  const text = canonicalize(value);
  if (text === undefined) throw new CanonicalJsonError(value);
  return text;
}
