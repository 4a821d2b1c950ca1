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
  const ordered = isOrdered(value) ? value : order(value);
  // One call of the engine is several times as fast as one for each member.
  const text = ordered === otherForm ? canonicalize(value) : JSON.stringify(ordered);
  if (text === undefined) throw new CanonicalJsonError(value);
  return text;
}

/**
 * Returns a JSON value in the order of canonical JSON, so that the engine's own JSON of it is the canonical one. Shares all that is in order
 * already, so the value must never change.
 */
export function orderJson<T>(value: T): T {
  const ordered = order(value);
  if (ordered === otherForm) return parseAs<T>(toCanonicalJson(value));
  if (typeof ordered === 'object' && ordered !== null) known.add(ordered);
  return narrowAs<T>(ordered);
}

/** Objects that are in order with all their members. */
const known = new WeakSet<object>();

function isOrdered(value: unknown): boolean {
  return typeof value === 'object' && value !== null && known.has(value);
}

/** `as`: JSON keeps the form of a value. */
function parseAs<T>(text: string): T {
  return narrowAs<T>(JSON.parse(text));
}

/** `as`: an order of members does not change the form of a value. */
function narrowAs<T>(value: unknown): T {
  return value as T;
}

/** Stands for a value that the engine would write in another way: not plain, or with names that it orders in its own way. */
const otherForm = Symbol('other form');

/** Returns the value itself if it is in order, or a copy of what is not, with members in order of their UTF-16 units. */
function order(value: unknown): unknown {
  if (typeof value === 'string' || typeof value === 'boolean' || value === null) return value;
  if (typeof value === 'number') return Number.isFinite(value) ? value : otherForm;
  if (Array.isArray(value)) return orderList(value);
  return isPlain(value) ? orderMembers(value) : otherForm;
}

function orderList(list: readonly unknown[]): unknown {
  let copy: unknown[] | undefined;
  for (let at = 0; at < list.length; at += 1) {
    const ordered = order(list[at]); // Sees holes too.
    if (ordered === otherForm) return otherForm;
    if (ordered !== list[at]) (copy ??= [...list])[at] = ordered;
  }
  return copy ?? list;
}

function orderMembers(members: Members): unknown {
  const names = Object.keys(members);
  let last: string | undefined;
  for (let at = 0; at < names.length; at += 1) {
    const name = names[at] ?? '';
    const member = members[name];
    const ordered = member === undefined ? undefined : order(member);
    if (ordered === otherForm) return otherForm;
    if (ordered === undefined || ordered !== member || (last !== undefined && name < last))
      return copyMembers(members, names, { name, ordered });
    last = name;
  }
  return members;
}

/** Copies members in order. One of them is ordered already. */
function copyMembers(members: Members, names: readonly string[], known: { readonly name: string; readonly ordered: unknown }): unknown {
  const copy: Record<string, unknown> = {};
  for (const name of names.toSorted()) {
    if (isOrderedOtherwise(name)) return otherForm;
    const ordered = name === known.name || members[name] === undefined ? known.ordered : order(members[name]);
    if (ordered === otherForm) return otherForm;
    if (members[name] !== undefined) copy[name] = ordered;
  }
  return copy;
}

/** Returns whether the engine keeps a name in a place of its own: it lists numbers first, and `__proto__` would be no member. */
function isOrderedOtherwise(name: string): boolean {
  const first = name.charCodeAt(0);
  return (first >= 0x30 && first <= 0x39) || name === '__proto__';
}

type Members = Readonly<Record<string, unknown>>;

function isPlain(value: unknown): value is Members {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype;
}
