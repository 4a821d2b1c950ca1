import { createScanner, SyntaxKind } from 'jsonc-parser';

/** Returns the first member name that an object of a JSON text repeats: readers could take different values (RFC 8259, section 4). */
export function findRepeatedMember(json: string): string | undefined {
  const scanner = createScanner(json, true);
  const names: (Set<string> | undefined)[] = []; // The names of each open object; undefined for an array.
  let text = '';
  for (let token = scanner.scan(); token !== SyntaxKind.EOF; token = scanner.scan()) {
    if (token === SyntaxKind.OpenBraceToken) names.push(new Set());
    else if (token === SyntaxKind.OpenBracketToken) names.push(undefined);
    else if (token === SyntaxKind.CloseBraceToken || token === SyntaxKind.CloseBracketToken) names.pop();
    else if (token === SyntaxKind.StringLiteral) text = scanner.getTokenValue();
    else if (token === SyntaxKind.ColonToken && isRepeated(names.at(-1), text)) return text;
  }
  return undefined;
}

function isRepeated(names: Set<string> | undefined, name: string): boolean {
  const isKnown = names?.has(name) ?? false;
  names?.add(name);
  return isKnown;
}
