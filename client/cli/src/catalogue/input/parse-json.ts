import { createScanner, SyntaxKind } from 'jsonc-parser';
import { RecordError } from '../record-error';
import type { JsonPiece } from './split-json';

/** Parses a piece of a JSON document. @throws RecordError DOCUMENT_INVALID, MEMBER_REPEATED */
export function parsePiece({ text, members }: JsonPiece): unknown {
  const value = parseJson(/\d{16}|[eE][+]?\d{3}/.test(text) ? quoteLargeNumbers(text) : text);
  // A colon outside of texts stands for a member, so fewer members than colons means that a name came twice.
  if (members > 0 && countMembers(value) < members)
    throw new RecordError('MEMBER_REPEATED', `has the member ${JSON.stringify(findRepeated(text))} twice`);
  return value;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new RecordError('DOCUMENT_INVALID', 'is not JSON');
  }
}

/** Makes texts of numbers that JSON.parse would change: integers beyond the safe ones, and what it takes for infinite. */
function quoteLargeNumbers(text: string): string {
  return text.replaceAll(/"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g, (token) => {
    const isUnsafe =
      !token.startsWith('"') && (!Number.isFinite(Number(token)) || (/^-?\d+$/.test(token) && !Number.isSafeInteger(Number(token))));
    return isUnsafe ? `"${token}"` : token;
  });
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
