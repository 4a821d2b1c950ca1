import { closeSync, mkdtempSync, openSync, readSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A statement on a subject: predicate, kind of term, value, language and type. */
export type Statement = readonly string[];

/** The number of statements that are kept in memory; more are written to a temporary file. */
const memoryLimit = 50_000;

/** Keeps statements by their subject: few in memory, many in a temporary file, so that memory holds little more than the subjects. */
export class StatementStore {
  private readonly numbers = new Map<string, number>();
  /** The statements that are not in the file, by the number of their subject. */
  private readonly pending = new Map<number, Statement[]>();
  private pendingCount = 0;
  /** The last block in the file of each subject, or -1. */
  private readonly lastBlocks: number[] = [];
  /** The place and the length of each block, and the block of the same subject before it, or -1. */
  private readonly places: number[] = [];
  private readonly lengths: number[] = [];
  private readonly before: number[] = [];
  private endOfFile = 0;
  private file: { readonly folder: string; readonly handle: number } | undefined;

  constructor(private readonly limit = memoryLimit) {}

  /** Adds a statement, and returns the number of its subject. Subjects are numbered in the order in which they come. */
  add(subject: string, statement: Statement): number {
    const number = this.numbers.get(subject) ?? this.addSubject(subject);
    const statements = this.pending.get(number);
    if (statements) statements.push(statement);
    else this.pending.set(number, [statement]);
    this.pendingCount += 1;
    if (this.pendingCount >= this.limit) this.flush();
    return number;
  }

  getNumber(subject: string): number | undefined {
    return this.numbers.get(subject);
  }

  /** Lists the subjects in the order of their numbers. */
  listSubjects(): Iterable<string> {
    return this.numbers.keys();
  }

  /** Reads the different statements on a subject in their order. Those that came several times are kept once from then on. */
  read(subject: string): readonly Statement[] {
    const number = this.numbers.get(subject);
    if (number === undefined) return [];
    const parts: (readonly Statement[])[] = [this.pending.get(number) ?? []];
    for (let block = this.lastBlocks[number] ?? -1; block >= 0; block = this.before[block] ?? -1) parts.push(this.readBlock(block));
    const statements = parts.reverse().flat();
    const different = [...new Map(statements.map((each) => [each.join('\n'), each])).values()];
    if (different.length < statements.length) this.replace(number, different);
    return different;
  }

  /** Closes the file, which then is gone. */
  close(): void {
    if (!this.file) return;
    closeSync(this.file.handle);
    rmSync(this.file.folder, { recursive: true, force: true });
    this.file = undefined;
  }

  private addSubject(subject: string): number {
    const number = this.lastBlocks.push(-1) - 1;
    this.numbers.set(copy(subject), number);
    return number;
  }

  private replace(number: number, statements: Statement[]): void {
    this.lastBlocks[number] = -1;
    this.pendingCount += statements.length - (this.pending.get(number)?.length ?? 0);
    this.pending.set(number, statements);
    if (this.pendingCount >= this.limit) this.flush();
  }

  private flush(): void {
    this.file ??= openFile();
    const texts: Buffer[] = [];
    for (const [number, statements] of this.pending) {
      const text = Buffer.from(JSON.stringify(statements));
      const block = this.places.push(this.endOfFile) - 1;
      this.lengths.push(text.length);
      this.before.push(this.lastBlocks[number] ?? -1);
      this.lastBlocks[number] = block;
      this.endOfFile += text.length;
      texts.push(text);
    }
    writeAll(this.file.handle, Buffer.concat(texts));
    this.pending.clear();
    this.pendingCount = 0;
  }

  private readBlock(block: number): readonly Statement[] {
    if (!this.file) return [];
    const bytes = Buffer.alloc(this.lengths[block] ?? 0);
    readSync(this.file.handle, bytes, 0, bytes.length, this.places[block] ?? 0);
    const statements: unknown = JSON.parse(bytes.toString());
    return Array.isArray(statements) ? statements.filter(isStatement) : [];
  }
}

function isStatement(value: unknown): value is Statement {
  return Array.isArray(value);
}

/** Opens a file that is gone with the process. Windows removes no open file, so there `close` removes it. */
function openFile(): { readonly folder: string; readonly handle: number } {
  const folder = mkdtempSync(join(tmpdir(), 'databund-graph-'));
  const handle = openSync(join(folder, 'statements'), 'w+', 0o600);
  if (process.platform !== 'win32') rmSync(folder, { recursive: true });
  return { folder, handle };
}

function writeAll(handle: number, bytes: Buffer): void {
  for (let at = 0; at < bytes.length;) at += writeSync(handle, bytes, at);
}

/** Copies a text, because a part of a larger text keeps that in memory. */
function copy(text: string): string {
  // eslint-disable-next-line no-control-regex
  const encoding = /^[\u0000-\u00ff]*$/.test(text) ? 'latin1' : 'utf16le';
  return Buffer.from(text, encoding).toString(encoding);
}
