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

  /** Adds a piece that can be read. Returns its value if it is the first of its list, or of the document. @throws DocumentFault */
  add(piece: JsonPiece): { readonly first: unknown } | undefined {
    const { kind, path, line } = piece;
    if (kind === 'root') throw new DocumentFault('is not JSON with an object or a list', line);
    if (kind === 'element') return this.addElement(piece);
    if (kind === 'member') this.set(path, parseIfPossible(piece));
    else if (path.length > 0) this.set(path, kind === 'object' ? {} : []);
    else this.isList = kind === 'list';
    return undefined;
  }

  private addElement(piece: JsonPiece): { readonly first: unknown } | undefined {
    const list = this.find(piece.path);
    if (Array.isArray(list) && list.some(isObject)) return undefined;
    const first = parseIfPossible(piece);
    if (first === undefined) return undefined;
    if (Array.isArray(list)) list[0] = first;
    return { first };
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
