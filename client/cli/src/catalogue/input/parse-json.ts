import { createScanner, SyntaxKind } from 'jsonc-parser';
import { RecordError } from '../record-error';
import type { JsonPiece } from './split-json';

/** Parses a piece of a JSON document. @throws RecordError DOCUMENT_INVALID, MEMBER_REPEATED */
export function parsePiece({ text, members }: Pick<JsonPiece, 'text' | 'members'>): unknown {
  const value = parseJson(/[\d.]{16}|[eE][+-]?\d{3}/.test(text) ? quoteInexactNumbers(text) : text);
  // A colon outside of texts stands for a member, so fewer members than colons means that a name came twice.
  if (members > 0 && countMembers(value) < members)
    throw new RecordError('MEMBER_REPEATED', `has the member ${JSON.stringify(findRepeated(text))} twice`);
  return value;
}

/** Counts the colons outside of texts, of which each stands for a member. */
export function countColons(text: string): number {
  let count = 0;
  changeOutsideTexts(text, (part) => {
    count += part.split(':').length - 1;
    return part;
  });
  return count;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordError('DOCUMENT_INVALID', 'is not JSON');
  }
}

/** Makes texts of numbers that JSON.parse would change: those with more digits than it keeps, and what it takes for infinite or for 0. */
function quoteInexactNumbers(text: string): string {
  return changeOutsideTexts(text, (part) =>
    part.replaceAll(/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => (isExact(token) ? token : `"${token}"`)),
  );
}

/** Changes the parts of a JSON text outside of its texts. A regular expression would need a stack as deep as a text is long. */
function changeOutsideTexts(json: string, change: (part: string) => string): string {
  const parts: string[] = [];
  for (let at = 0; at < json.length;) {
    const open = json.indexOf('"', at);
    const end = open < 0 ? json.length : findEnd(json, open + 1);
    parts.push(change(json.slice(at, open < 0 ? end : open)), open < 0 ? '' : json.slice(open, end));
    at = end;
  }
  return parts.join('');
}

/** Returns the place behind the end of a text that begins at a place. */
function findEnd(json: string, start: number): number {
  for (let at = start; at < json.length; at += 1) {
    if (json[at] === '\\') at += 1;
    else if (json[at] === '"') return at + 1;
  }
  return json.length;
}

/** Returns whether JSON and JavaScript keep a number with all its digits. */
export function isExact(token: string): boolean {
  const number = Number(token);
  return (
    Number.isFinite(number) &&
    listDigits(token) === listDigits(String(number)) &&
    (/^-?\d+$/.test(token) ? Number.isSafeInteger(number) : true)
  );
}

/** Returns the digits of a number without its sign, its power of ten, and zeros around them. */
function listDigits(token: string): string {
  return token
    .replace(/[eE].*$/, '')
    .replace(/[-+.]/g, '')
    .replace(/^0+|0+$/g, '');
}

function countMembers(value: unknown): number {
  if (typeof value !== 'object' || value === null) return 0;
  const inner = Object.values(value).reduce<number>((sum, each) => sum + countMembers(each), 0);
  return Array.isArray(value) ? inner : inner + Object.keys(value).length;
}

/** Returns the first name that an object repeats. */
function findRepeated(json: string): string {
  const scanner = createScanner(json, true);
  const names: Set<string>[] = [];
  let text = '';
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    if (token === SyntaxKind.StringLiteral) text = scanner.getTokenValue();
    else if (token === SyntaxKind.ColonToken) {
      if (names.at(-1)?.has(text) === true) return text;
      names.at(-1)?.add(text);
    } else followBrackets(token, names);
  }
  return text;
}

function followBrackets(token: SyntaxKind, names: Set<string>[]): void {
  if (token === SyntaxKind.OpenBraceToken || token === SyntaxKind.OpenBracketToken) names.push(new Set());
  else if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken) names.pop();
}
