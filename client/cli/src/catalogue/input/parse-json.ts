import { createScanner, SyntaxKind } from 'jsonc-parser';
import { RecordError } from '../record-error';
import type { JsonPiece } from './split-json';

/** Parses a piece of a JSON document. @throws RecordError DOCUMENT_INVALID, MEMBER_REPEATED */
export function parsePiece({ text, members }: JsonPiece): unknown {
  const value = parseJson(/[\d.]{16}|[eE][+-]?\d{3}/.test(text) ? quoteInexactNumbers(text) : text);
  // A colon outside of texts stands for a member, so fewer members than colons means that a name came twice.
  if (members > 0 && countMembers(value) < members)
    throw new RecordError('MEMBER_REPEATED', `has the member ${JSON.stringify(findRepeated(text))} twice`);
  return value;
}

/** Counts the colons outside of texts, of which each stands for a member. */
export function countColons(text: string): number {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '').split(':').length - 1;
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
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) =>
    token.startsWith('"') || isExact(token) ? token : `"${token}"`,
  );
}

function isExact(token: string): boolean {
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
