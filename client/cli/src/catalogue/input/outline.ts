import { getOwn, isObject } from '../fields';
import { RecordError } from '../record-error';
import type { SourceObject } from '../source-object';
import { DocumentFault } from './document-fault';
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

  /** Adds a piece. Returns its value if it is the first of its list, or of the document. What cannot be read is left out. @throws DocumentFault */
  add(piece: JsonPiece): { readonly first: unknown } | undefined {
    const { kind, path: names } = piece;
    if (kind === 'object' || kind === 'list') {
      if (names.length > 0) this.set(names, kind === 'object' ? {} : []);
      else this.isList = kind === 'list';
      return undefined;
    }
    if (kind === 'root') throw new DocumentFault('is not JSON with an object or a list', piece.line);
    const list = kind === 'element' ? this.find(names) : undefined;
    if (Array.isArray(list) && list.some(isObject)) return undefined;
    const value = parseIfPossible(piece);
    if (value === undefined) return undefined;
    if (kind !== 'element') {
      this.set(names, value);
      return undefined;
    }
    if (Array.isArray(list)) list[0] = value;
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

/** A fault in a part is reported when its record is read. */
function parseIfPossible(piece: JsonPiece): unknown {
  try {
    return parsePiece(piece);
  } catch (error) {
    if (error instanceof RecordError) return undefined;
    throw error;
  }
}
