import { RecordError } from '../record-error';

/** Control characters but line breaks and tabs, direction overrides, lone surrogates, and U+10FFFF, which the ledger refuses. */
const unsafe = /[^\P{Cc}\n\t\r]|\r(?!\n)|[\u202a-\u202e\u2066-\u2069]|[\u{10ffff}]|\p{Cs}/gu;

/** Returns a text with visible escapes such as `\u001b` for the characters that could change how a reader sees it. */
export function escapeUnsafe(text: string): string {
  return text.replaceAll(unsafe, escapeCharacter);
}

/** Returns a line in which every character that changes the direction of text is escaped, also the marks that long texts may have. */
export function escapeDirections(line: string): string {
  return line.replaceAll(/\p{Bidi_Control}/gu, escapeCharacter);
}

function escapeCharacter(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return code > 0xffff ? `\\u{${code.toString(16)}}` : `\\u${code.toString(16).padStart(4, '0')}`;
}

/** Reads a text of any lines; a number and a truth value as their text. Returns undefined for a blank one. @throws RecordError MEMBER_INVALID */
export function readText(value: unknown): string | undefined {
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean')
    throw new RecordError('MEMBER_INVALID', 'is not text');
  const text = escapeUnsafe(String(value)).trim();
  return text === '' ? undefined : text;
}

/** Reads a text as one line: breaks and tabs become spaces. @throws RecordError MEMBER_INVALID, LIMIT_EXCEEDED */
export function readLine(value: unknown, limit: number): string | undefined {
  const line = readText(value)?.replaceAll(/[\r\n\t\u2028\u2029]+/g, ' ');
  if (line !== undefined && line.length > limit)
    throw new RecordError('LIMIT_EXCEEDED', `has ${String(line.length)} characters, and at most ${String(limit)} are listed`);
  return line;
}

/** Returns a line as a name of the ledger: in Unicode normal form C and without characters that change the direction of text. */
export function toName(line: string): string {
  return escapeDirections(line.normalize('NFC'));
}

/** Makes a reader of one line of at most `limit` characters, which a blank text fails. */
export const makeLineReader =
  (limit: number) =>
  (value: unknown): string => {
    const line = readLine(value, limit);
    if (line === undefined) throw new RecordError('MEMBER_INVALID', 'is blank');
    return line;
  };
