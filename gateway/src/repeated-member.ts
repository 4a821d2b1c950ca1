import { createScanner, SyntaxKind } from 'jsonc-parser';

/** The first name that an object in a JSON text has twice: two readers of it could each believe another value (RFC 8259, §4). */
export function repeatedMember(json: string): string | undefined {
  const scanner = createScanner(json, true);
  const open: (Set<string> | undefined)[] = []; // An object’s names so far; nothing for a list.
  let text = '';
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    if (token === SyntaxKind.OpenBraceToken) open.push(new Set());
    else if (token === SyntaxKind.OpenBracketToken) open.push(undefined);
    else if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken) open.pop();
    else if (token === SyntaxKind.StringLiteral) text = scanner.getTokenValue();
    else if (token === SyntaxKind.ColonToken && isTold(open.at(-1), text)) return text;
  }
  return undefined;
}

function isTold(names: Set<string> | undefined, name: string): boolean {
  const isThere = names?.has(name) ?? false;
  names?.add(name);
  return isThere;
}
