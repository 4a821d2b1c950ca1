import { isUtf8 } from 'node:buffer';
import { readFileSync } from 'node:fs';
import { getNodeValue, parseTree, type Node, type ParseError } from 'jsonc-parser';
import { isObject } from './fields';
import type { SourceObject } from './record';

/** A value in a document, with the line on which it begins. */
export interface Placed {
  readonly value: unknown;
  readonly line: number;
}

/** A JSON document that knows the line of each value, so that a person can find a rejected record. */
export class JsonDocument {
  private constructor(
    private readonly text: string,
    private readonly root: Node,
    readonly value: SourceObject,
  ) {}

  /** Reads a file, or returns the line on which it is not a JSON object, and why. */
  static read(path: string): JsonDocument | { readonly line: number; readonly reason: string } {
    const bytes = readFileSync(path);
    return isUtf8(bytes) ? JsonDocument.parse(new TextDecoder().decode(bytes)) : { line: 1, reason: 'is not UTF-8' };
  }

  private static parse(text: string): JsonDocument | { readonly line: number; readonly reason: string } {
    const errors: ParseError[] = [];
    try {
      const root = parseTree(text, errors, { disallowComments: true });
      const [first] = errors;
      if (first || !root) return { line: 1 + countNewLines(text, 0, first?.offset ?? 0), reason: 'is not JSON' };
      const value: unknown = getNodeValue(root);
      return isObject(value) ? new JsonDocument(text, root, value) : { line: 1, reason: 'is not an object' };
    } catch (error) {
      if (error instanceof RangeError) return { line: 1, reason: 'is nested too deep' };
      throw error;
    }
  }

  /** Yields the elements of a member's array. */
  *listElements(member: string): Generator<Placed> {
    const property = this.root.children?.findLast(({ children }) => children?.[0]?.value === member);
    let line = 1;
    let counted = 0;
    for (const node of property?.children?.[1]?.children ?? []) {
      line += countNewLines(this.text, counted, node.offset);
      counted = node.offset;
      const value: unknown = getNodeValue(node);
      yield { value, line };
    }
  }
}

function countNewLines(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = text.indexOf('\n', from); at >= 0 && at < to; at = text.indexOf('\n', at + 1)) count += 1;
  return count;
}
