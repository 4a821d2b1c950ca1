import { isObject } from '../fields';
import type { OutsideRecord } from '../record';
import { RecordError } from '../record-error';
import type { SourceObject } from '../source-object';
import { DocumentFault } from './document-fault';
import { parsePiece } from './parse-json';
import { readTextChunks } from './read-text';
import { splitJson, type JsonPiece, type CanOpen } from './split-json';

/** A part of a document of JSON-LD that says the same on its own. */
export interface JsonLdPart {
  readonly value: unknown;
  /** Returns a member of the part with its path and its line in the document. */
  readonly place: (outside: OutsideRecord) => OutsideRecord;
}

/** The size of a part, in characters. What the parser needs for a part grows with the square of its things. */
const partLength = 64 * 1024;
/** The name of a node without one, whose lists come in several parts. */
const rootName = '_:databund-root';

/**
 * Divides a document into parts of about 64 KiB; a small one is one part. Each has the context, the name and the texts of the document, and
 * some of the elements of its lists.
 */
export async function* divideJsonLd(path: string, length = partLength): AsyncGenerator<JsonLdPart> {
  const { frame, canOpen } = await readFrame(path);
  let part = new PartBuilder(frame);
  let count = 0;
  for await (const piece of splitJson(readTextChunks(path), canOpen)) {
    part.add(piece);
    if (part.length < length) continue;
    yield part.build(true);
    count += 1;
    part = part.makeNext();
  }
  if (count === 0 || part.length > 0) yield part.build(count > 0);
}

interface Frame {
  /** The members that each part has: the context, and the texts of the document. */
  readonly members: SourceObject;
  readonly hasName: boolean;
}

/** Reads what each part needs. The context can come last. */
async function readFrame(path: string): Promise<{ readonly frame: Frame; readonly canOpen: CanOpen }> {
  const members: [string, unknown][] = [];
  const canOpenAll: CanOpen = (names, container) => container === 'list' && names.length === 1 && isDivisible(names[0]);
  for await (const piece of splitJson(readTextChunks(path), canOpenAll)) {
    if (piece.kind !== 'member') continue;
    const value = isFramed(piece) ? parse(piece) : undefined;
    if (value !== undefined) members.push([piece.member, value]);
  }
  const frame = Object.fromEntries(members);
  const context = JSON.stringify(frame['@context'] ?? '');
  // Elements of an ordered list, or of a value of JSON, mean something else without their neighbours.
  const isWhole = /"@(?:list|nest|json)"/.test(context);
  return {
    frame: { members: frame, hasName: ['@id', ...listAliases(frame['@context'])].some((name) => name in frame) },
    canOpen: isWhole ? (names, container) => canOpenAll(names, container) && names[0] === '@graph' : canOpenAll,
  };
}

function isDivisible(name: string | undefined): boolean {
  return name !== undefined && (!name.startsWith('@') || name === '@graph');
}

function isFramed({ path: [name = ''], text }: JsonPiece): boolean {
  return name === '@context' || name === '@type' || text.startsWith('"');
}

/** Parses a piece. A fault in it is one of the document, because what it would say of other things is unknown. @throws DocumentFault */
function parse(piece: JsonPiece): unknown {
  try {
    return parsePiece(piece);
  } catch (error) {
    if (!(error instanceof RecordError)) throw error;
    throw new DocumentFault(error.message, piece.line, error.code === 'MEMBER_REPEATED' ? error.code : 'DOCUMENT_INVALID');
  }
}

/** Lists the names that a context gives to `@id`. */
function listAliases(context: unknown): readonly string[] {
  return [context].flat().flatMap((each) => {
    if (!isObject(each)) return [];
    const isAlias = (term: unknown) => term === '@id' || (isObject(term) && term['@id'] === '@id');
    return Object.entries(each).flatMap(([name, term]) => (isAlias(term) ? [name] : []));
  });
}

/** The place of an element in the document. */
interface Element {
  readonly index: number;
  readonly line: number;
}

/** Collects the members of a part. */
class PartBuilder {
  length = 0;
  private readonly members = new Map<string, unknown>();
  private readonly elements = new Map<string, Element[]>();
  private isList = false;

  constructor(
    private readonly frame: Frame,
    private readonly counts = new Map<string, number>(),
  ) {}

  /** Returns the builder of the part behind this one. */
  makeNext(): PartBuilder {
    const next = new PartBuilder(this.frame, this.counts);
    next.isList = this.isList;
    return next;
  }

  add(piece: JsonPiece): void {
    const { kind, member, line, text } = piece;
    if (kind === 'object' || (kind === 'member' && member in this.frame.members)) return;
    if (kind === 'list') {
      if (piece.path.length === 0) this.isList = true;
      else this.members.set(member, []);
      return;
    }
    if (kind === 'element') this.addElement(member, parse(piece), line);
    else this.members.set(member, parse(piece));
    this.length += text.length;
  }

  build(isDivided: boolean): JsonLdPart {
    const { frame, members } = this;
    const place = (outside: OutsideRecord) => this.place(outside);
    if (this.isList) return { value: members.get('') ?? [], place };
    if (members.has('') && members.size === 1) return { value: members.get(''), place };
    const isNamed = frame.hasName || !isDivided || [...members.keys()].every((name) => name === '@graph' || name === '@context');
    return { value: { ...(isNamed ? {} : { '@id': rootName }), ...frame.members, ...Object.fromEntries(members) }, place };
  }

  private addElement(member: string, value: unknown, line: number): void {
    const index = this.counts.get(member) ?? 0;
    this.counts.set(member, index + 1);
    const list = this.members.get(member);
    if (Array.isArray(list)) list.push(value);
    else this.members.set(member, [value]);
    const elements = this.elements.get(member) ?? [];
    elements.push({ index, line });
    this.elements.set(member, elements);
  }

  /** Finds a path such as `@graph.3.dct:title`, or `3.dct:title` in a list. */
  private place(outside: OutsideRecord): OutsideRecord {
    for (const [member, elements] of this.elements) {
      const start = member === '' ? '' : `${member}.`;
      const number = outside.path.startsWith(start) ? /^\d+/.exec(outside.path.slice(start.length))?.[0] : undefined;
      const element = number === undefined ? undefined : elements[Number(number)];
      if (number === undefined || !element) continue;
      return {
        ...outside,
        path: `${start}${String(element.index)}${outside.path.slice(start.length + number.length)}`,
        line: element.line,
      };
    }
    return outside;
  }
}
