/** A mailbox, whose domain ends in letters: what follows an at sign in `package@1.2.3` is no domain. */
const mailbox = /(?<![\p{L}\p{N}._%+-])[\p{L}\p{N}._%+-]+@[\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)*\.\p{L}[\p{L}\p{N}-]*/u.source;
const anyAddress = new RegExp(String.raw`\b(?:mailto|tel):|${mailbox}`, 'iu');
const mail = new RegExp(String.raw`\bmailto:[^\s"'<>]*|${mailbox}`, 'giu');
const telephone = /\btel:\s*\+?[\d(][\d\s()./-]*\d/giu;

/** Returns whether a text has a mailbox or a telephone number as an address. */
export function hasAddress(text: string): boolean {
  return /[@:]/.test(text) && anyAddress.test(text);
}

/** Returns whether a text is one web address, which would lead elsewhere without a part of it. */
export function isWholeUrl(text: string): boolean {
  return /^\s*https?:\/\/\S+\s*$/i.test(text);
}

/** Returns a value with `[e-mail]` and `[telephone]` for the addresses in its texts, or itself if it has none. */
export function redact(value: unknown): unknown {
  if (typeof value === 'string')
    return hasAddress(value) && !isWholeUrl(value) ? value.replaceAll(mail, '[e-mail]').replaceAll(telephone, '[telephone]') : value;
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    const elements: readonly unknown[] = value.map(redact);
    return elements.some((each, index) => each !== value[index]) ? elements : value;
  }
  const before = Object.entries(value);
  const after = before.map(([name, member]): [string, unknown] => [name, redact(member)]);
  return after.some(([, member], index) => member !== before[index]?.[1]) ? Object.fromEntries(after) : value;
}
