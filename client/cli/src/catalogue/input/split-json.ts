import { DocumentFault } from './document-fault';

/** A value in a JSON text: an element of a list, or a member of the document that is no list. */
export interface JsonPiece {
  /** The names of the members in which it is, with dots between them; empty if the document is a list or neither. */
  readonly member: string;
  /** The same names as a list. */
  readonly path: readonly string[];
  readonly kind: 'object' | 'list' | 'element' | 'member' | 'root';
  readonly text: string;
  readonly line: number;
  /** The number of members of all objects in the text. */
  readonly members: number;
}

/** The containers of a document: an object, a list, or an object that is an element of a list. */
export type JsonContainer = 'object' | 'list' | 'element';
/** Returns whether a container is split into its parts. `path` has the names of the members that lead to it. */
export type CanOpen = (path: readonly string[], container: JsonContainer) => boolean;

/** Splits the lists of a document, and nothing inside them. */
export const canOpenList: CanOpen = (path, container) => container === 'list' && path.length === 1;

const maxDepth = 200;
/** The longest value that is not split; every record is one. */
const maxPieceLength = 64 * 1024 * 1024;
const [quote, backslash, newLine, comma, colon] = [0x22, 0x5c, 0x0a, 0x2c, 0x3a];
const [openBrace, closeBrace, openBracket, closeBracket] = [0x7b, 0x7d, 0x5b, 0x5d];
const opening: ReadonlySet<number> = new Set([openBrace, openBracket]);
const closing: ReadonlySet<number> = new Set([closeBrace, closeBracket]);

/** Splits a JSON text into the elements of its lists and its other members without holding more than one of them. @throws DocumentFault */
export async function* splitJson(chunks: AsyncIterable<string>, canOpen: CanOpen = canOpenList): AsyncGenerator<JsonPiece> {
  const splitter = new JsonSplitter(canOpen);
  for await (const chunk of chunks) {
    try {
      splitter.add(chunk);
    } finally {
      // Pieces before a fault count, however the text is divided into chunks.
      yield* splitter.takePieces();
    }
  }
  splitter.end();
  yield* splitter.takePieces();
}

type Expected = 'name-or-end' | 'name' | 'colon' | 'value' | 'value-or-end' | 'comma-or-end';

/** An open container between whose parts the splitter stands: the root, or one that is split. */
interface Frame {
  readonly isObject: boolean;
  readonly path: readonly string[];
  /** The names of its members. */
  readonly names: Set<string>;
  expects: Expected;
}

/** Finds where values begin and end. What is inside them is left to JSON.parse. */
class JsonSplitter {
  /** The chunk from where it is not yet read, and the parts of an open value that earlier chunks have. */
  private text = '';
  private parts: string[] = [];
  private pieceLength = 0;
  private at = 0;
  private line = 1;
  private readonly frames: Frame[] = [];
  private isEnded = false;
  /** The begin of a value or a name that has not ended, or -1. */
  private start = -1;
  private startLine = 1;
  private depth = 0;
  private members = 0;
  private isInText = false;
  private isName = false;
  private member = '';
  private pieces: JsonPiece[] = [];

  constructor(private readonly canOpen: CanOpen) {}

  add(chunk: string): void {
    if (this.start >= 0) {
      this.parts.push(this.text.slice(this.start, this.at));
      this.pieceLength += this.at - this.start;
      this.start = 0;
      if (this.pieceLength > maxPieceLength) throw new DocumentFault(describeLimit(), this.startLine, 'LIMIT_EXCEEDED');
    }
    this.text = this.text.slice(this.at) + chunk;
    this.at = 0;
    while (this.at < this.text.length) {
      if (!this.isInText) this.step(this.text.charCodeAt(this.at));
      else if (!this.skipText()) return;
    }
  }

  /** Ends the text. @throws DocumentFault */
  end(): void {
    if (this.frames.length === 0 && this.start >= 0 && !this.isInText) this.finish('root');
    if (this.frames.length > 0 || this.isInText || !this.isEnded) throw new DocumentFault('is not JSON', this.line);
  }

  takePieces(): readonly JsonPiece[] {
    const { pieces } = this;
    this.pieces = [];
    return pieces;
  }

  /** Moves behind the end of a text. Returns false if it is not in this chunk. */
  private skipText(): boolean {
    for (; this.at < this.text.length; this.at += 1) {
      const code = this.text.charCodeAt(this.at);
      if (code === newLine) this.line += 1;
      else if (code === backslash) {
        if (this.at + 1 >= this.text.length) return false;
        this.at += 1;
      } else if (code === quote) {
        this.at += 1;
        this.isInText = false;
        if (this.isName) this.finishName();
        return true;
      }
    }
    return false;
  }

  private step(code: number): void {
    if (code === newLine) this.line += 1;
    if (this.start >= 0) this.stepInside(code);
    else {
      const isBlank = code === 0x20 || code === newLine || code === 0x0d || code === 0x09;
      if (isBlank) this.at += 1;
      else this.stepBetween(code);
    }
  }

  private stepInside(code: number): void {
    const isClosing = closing.has(code);
    if (this.depth === 0 && (code === comma || isClosing)) {
      this.finish(this.frames.at(-1)?.isObject === false ? 'element' : 'member');
      return;
    }
    if (isClosing) this.depth -= 1;
    else if (code === quote) this.isInText = true;
    else if (code === colon) this.members += 1;
    else if (opening.has(code)) this.enterDepth();
    this.at += 1;
  }

  private enterDepth(): void {
    this.depth += 1;
    if (this.depth > maxDepth) throw new DocumentFault('is nested too deep', this.line);
  }

  private stepBetween(code: number): void {
    const frame = this.frames.at(-1);
    if (!frame) this.stepRoot(code);
    else if (frame.expects === 'colon' || frame.expects.startsWith('name')) this.stepName(frame, code);
    else if (!this.stepFrame(frame, code)) {
      this.begin();
      return;
    }
    this.at += 1;
  }

  /** Takes a step behind or before a value. Returns false if a value begins that is not split. */
  private stepFrame(frame: Frame, code: number): boolean {
    if (frame.expects.endsWith('end') && code === (frame.isObject ? closeBrace : closeBracket)) this.closeFrame();
    else if (frame.expects === 'comma-or-end') {
      if (code !== comma) throw new DocumentFault('is not JSON', this.line);
      frame.expects = frame.isObject ? 'name' : 'value';
    } else if (this.isOpened(frame, code)) this.openFrame(this.listNames(frame), code === openBrace);
    else return false;
    return true;
  }

  /** Returns whether a value begins that is split. A list in a list is not. */
  private isOpened(frame: Frame, code: number): boolean {
    if (code === openBracket) return frame.isObject && this.canOpen(this.listNames(frame), 'list');
    return code === openBrace && this.canOpen(this.listNames(frame), frame.isObject ? 'object' : 'element');
  }

  /** Lists the names of the members that lead to the value that begins. */
  private listNames({ isObject, path }: Frame): readonly string[] {
    return isObject ? [...path, this.member] : path;
  }

  private stepRoot(code: number): void {
    if (this.isEnded) throw new DocumentFault('is not JSON', this.line);
    if (code === openBrace || code === openBracket) this.openFrame([], code === openBrace);
    else {
      this.begin();
      this.at -= 1;
    }
  }

  private stepName(frame: Frame, code: number): void {
    if (frame.expects === 'colon' && code === colon) frame.expects = 'value';
    else if (frame.expects === 'name-or-end' && code === closeBrace) this.closeFrame();
    else if (frame.expects !== 'colon' && code === quote) {
      this.start = this.at;
      this.isInText = true;
      this.isName = true;
    } else throw new DocumentFault('is not JSON', this.line);
  }

  private finishName(): void {
    const frame = this.frames.at(-1);
    this.member = parseName(this.takeText(), this.line);
    if (frame?.names.has(this.member) === true)
      throw new DocumentFault(`has the member ${JSON.stringify(this.member)} twice`, this.line, 'MEMBER_REPEATED');
    frame?.names.add(this.member);
    this.start = -1;
    this.isName = false;
    if (frame) frame.expects = 'colon';
  }

  private openFrame(path: readonly string[], isObject: boolean): void {
    this.frames.push({ isObject, path, names: new Set(), expects: isObject ? 'name-or-end' : 'value-or-end' });
    if (this.frames.length > maxDepth) throw new DocumentFault('is nested too deep', this.line);
    this.pieces.push({ member: path.join('.'), path, kind: isObject ? 'object' : 'list', text: '', line: this.line, members: 0 });
  }

  private closeFrame(): void {
    this.frames.pop();
    const outer = this.frames.at(-1);
    if (outer) outer.expects = 'comma-or-end';
    else this.isEnded = true;
  }

  private begin(): void {
    this.start = this.at;
    this.startLine = this.line;
    this.members = 0;
    this.depth = 0;
  }

  /** Returns the text of the value or the name that ends here. */
  private takeText(): string {
    const text = this.parts.join('') + this.text.slice(this.start, this.at);
    this.parts = [];
    this.pieceLength = 0;
    return text;
  }

  private finish(kind: JsonPiece['kind']): void {
    const frame = this.frames.at(-1);
    const path = frame ? this.listNames(frame) : [];
    const text = this.takeText();
    if (text.trim() === '') throw new DocumentFault('is not JSON', this.line);
    this.pieces.push({ member: path.join('.'), path, kind, text, line: this.startLine, members: this.members });
    this.start = -1;
    if (frame) frame.expects = 'comma-or-end';
    else this.isEnded = true;
  }
}

function parseName(text: string, line: number): string {
  try {
    return String(JSON.parse(text));
  } catch {
    throw new DocumentFault('is not JSON', line);
  }
}

function describeLimit(): string {
  return `has a value of more than ${String(maxPieceLength)} characters that is not a list of records: divide the document`;
}
