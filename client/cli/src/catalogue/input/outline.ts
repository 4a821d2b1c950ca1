import { getOwn, isObject } from '../fields';
import type { SourceObject } from '../source-object';
import { parsePiece } from './parse-json';
import type { JsonPiece } from './split-json';

/** The members of a document as far as they were read. A list that is split has only its first object, or its first element. */
export class Outline {
  /** Set if the document is a list. */
  isList = false;
  private readonly root: Record<string, unknown> = {};

  get value(): SourceObject {
    return this.root;
  }

  /** Adds a piece. Returns its value if it is the first of its list, or of the document. @throws RecordError DOCUMENT_INVALID, MEMBER_REPEATED */
  add(piece: JsonPiece): { readonly first: unknown } | undefined {
    const { kind, path: names } = piece;
    if (kind === 'object' || kind === 'list') {
      if (names.length > 0) this.set(names, kind === 'object' ? {} : []);
      else this.isList = kind === 'list';
      return undefined;
    }
    if (kind !== 'element') {
      this.set(names, parsePiece(piece));
      return undefined;
    }
    const list = this.find(names);
    if (Array.isArray(list) && list.some(isObject)) return undefined;
    const value = parsePiece(piece);
    if (!Array.isArray(list)) return { first: value };
    list[0] = value;
    return { first: value };
  }

  private find(names: readonly string[]): unknown {
    return names.reduce<unknown>((value, name) => (isObject(value) ? getOwn(value, name) : undefined), this.root);
  }

  private set(names: readonly string[], value: unknown): void {
    const parent = this.find(names.slice(0, -1));
    const last = names.at(-1);
    if (isObject(parent) && last !== undefined)
      Reflect.defineProperty(parent, last, { value, configurable: true, enumerable: true, writable: true });
  }
}
