import { hasAddress, isWholeUrl, redact } from './addresses';
import { isObject } from './fields';
import { RecordError } from './record-error';
import type { MappingOptions, Note, NoteKind } from './record';
import type { SourceObject } from './source-object';

/** The path of a member in a record: names, and places in lists. */
export type Path = readonly (string | number)[];

/** Reasons of changes for which a strict reading refuses a record: the member has another form than its format says. */
const wrongForms: ReadonlySet<string> = new Set(['is not a list', 'is not text']);

interface Root {
  /** A copy of the record, from which each member is deleted when it is taken. */
  readonly left: { value: unknown };
  readonly notes: Note[];
  readonly options: MappingOptions;
}

/**
 * The members of a record, or of an object in it, that a format takes one by one. What is not taken stays in the rest, so nothing is lost:
 * a member leaves the rest only if what was read from it has the same texts.
 */
export class Members {
  private constructor(
    readonly value: SourceObject,
    private readonly root: Root,
    private readonly path: Path,
  ) {}

  /** Opens a record. Formats read its texts without addresses of persons, unless the options keep those. */
  static open(record: SourceObject, options: MappingOptions): Members {
    const readable = options.keepContacts === true ? record : redact(record);
    return new Members(isObject(readable) ? readable : {}, { left: { value: structuredClone(record) }, notes: [], options }, []);
  }

  get options(): MappingOptions {
    return this.root.options;
  }

  get notes(): readonly Note[] {
    return this.root.notes;
  }

  /** Returns what was not taken, without null and empty values, or undefined if nothing is left. */
  get rest(): SourceObject | undefined {
    const kept = removeEmpty(this.root.left.value);
    return isObject(kept) ? kept : undefined;
  }

  /** Takes a member. Returns undefined if it is empty or cannot be read; then it stays, with a note. @throws RecordError if strict */
  take<T>(name: string, read: (value: unknown) => T | undefined): T | undefined {
    return this.takeAt([name], this.value[name], read);
  }

  /** Takes the first of several members that can be read. */
  takeFirst<T>(names: readonly string[], read: (value: unknown) => T | undefined): T | undefined {
    for (const name of names) {
      const found = this.take(name, read);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  /** Reads a value that several members in a member say together. They stay, with a note. @throws RecordError if strict */
  combine<T>(name: string, read: () => T): T | undefined {
    const found = this.tryRead([name], read);
    if (found !== undefined) this.note('changed', [name], 'are listed together as one value');
    return found;
  }

  /** Takes each element of a list, or a single value; an element that cannot be read stays. A text may hold several, apart by `splitter`. */
  takeEach<T>(name: string, read: (value: unknown) => T | undefined, splitter?: RegExp): T[] {
    const value = this.value[name];
    if (isEmpty(value)) return [];
    if (Array.isArray(value))
      return value.flatMap((element, index) => {
        const found = this.takeAt([name, index], element, read);
        return found === undefined ? [] : [found];
      });
    if (!isObject(value) && this.options.hasLists === true) this.note('changed', [name], 'is not a list');
    const parts = typeof value === 'string' && splitter ? value.split(splitter).map((part) => part.trim()) : [value];
    if (parts.length === 1) return this.takeAt([name], value, (only) => [read(only)].filter((each) => each !== undefined)) ?? [];
    return this.takeAt([name], value, () => parts.flatMap((part) => (isEmpty(part) ? [] : (read(part) ?? [])))) ?? [];
  }

  /** Returns the members of an object inside, or undefined if it has no such member. An only object of a list counts. */
  object(name: string): Members | undefined {
    const value = this.value[name];
    if (isObject(value)) return new Members(value, this.root, [...this.path, name]);
    if (Array.isArray(value) && isObject(value[0])) return new Members(value[0], this.root, [...this.path, name, 0]);
    return undefined;
  }

  /** Returns the members of each object of a list, or of a single object. Other elements stay, with a note. @throws RecordError if strict */
  listObjects(name: string): readonly Members[] {
    const value = this.value[name];
    if (isEmpty(value)) return [];
    if (isObject(value)) return [new Members(value, this.root, [...this.path, name])];
    if (!Array.isArray(value)) {
      this.note('raw', [name], 'is not a list');
      return [];
    }
    return value.flatMap((element: unknown, index) => {
      if (isObject(element)) return [new Members(element, this.root, [...this.path, name, index])];
      if (!isEmpty(element)) this.note('raw', [name, index], 'is not an object');
      return [];
    });
  }

  /** Leaves out a member that follows from the format, if it has the value that it must have. */
  dropImplied(name: string, expected: RegExp): void {
    const value = this.value[name];
    const texts = Array.isArray(value) ? value : [value];
    if (isEmpty(value) || !texts.every((text) => typeof text === 'string' && expected.test(text))) return;
    this.root.notes.push({ kind: 'implied', path: this.show([name]), value });
    this.remove([name]);
  }

  /** Puts a member back that was taken, because only a part of it is listed. @throws RecordError if strict */
  keep(path: Path, reason: string): void {
    this.note('cut', path, reason);
    this.retain(path);
  }

  /** Puts a member back that was taken, because the listing does not say all that it says. */
  retain(path: Path): void {
    this.set(path, structuredClone(path.reduce<unknown>(getPart, this.value)));
  }

  /** Notes what happened to a member. @throws RecordError if strict and the member is not listed as it is */
  note(kind: NoteKind, path: Path, reason: string, value?: unknown): void {
    if (this.options.isStrict && (kind === 'raw' || kind === 'cut' || (kind === 'changed' && wrongForms.has(reason))))
      throw new RecordError('MEMBER_INVALID', `its ${this.show(path)} ${reason}`);
    this.root.notes.push({ kind, path: this.show(path), reason, ...(value !== undefined && { value }) });
  }

  private takeAt<T>(path: Path, value: unknown, read: (value: unknown) => T | undefined): T | undefined {
    if (isEmpty(value)) return undefined;
    const found = this.tryRead(path, () => read(value));
    if (found === undefined) return undefined;
    const listed = new Set(listTexts(found));
    const missing = listTexts(value).filter((text) => !listed.has(text));
    if (missing.length === 0) {
      this.noteAddress(path);
      this.remove(path);
    } else this.note('changed', path, 'is listed in another form');
    return found;
  }

  private tryRead<T>(path: Path, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof RecordError)) throw error;
      if (this.options.isStrict) throw new RecordError(error.code, `its ${this.show(path)} ${error.message}`);
      this.note('raw', path, error.message);
      return undefined;
    }
  }

  /** Notes that a member is listed without an address of a person, or with one in a web address. */
  private noteAddress(path: Path): void {
    const texts = listTexts([...this.path, ...path].reduce<unknown>(getPart, this.root.left.value)).filter(hasAddress);
    if (this.options.keepContacts === true || texts.length === 0) return;
    if (texts.every(isWholeUrl)) this.note('doubtful', path, 'is a web address with an e-mail address in it, which is listed');
    else this.note('contact', path, 'is listed without the address of a person');
  }

  private remove(path: Path): void {
    this.set(path, undefined);
  }

  private set(path: Path, value: unknown): void {
    const whole = [...this.path, ...path];
    let parent: unknown = this.root.left.value;
    for (const part of whole.slice(0, -1)) parent = getPart(parent, part);
    const last = whole.at(-1);
    if (typeof parent === 'object' && parent !== null && last !== undefined) Reflect.set(parent, last, value);
  }

  private show(path: Path): string {
    return [...this.path, ...path].join('.');
  }
}

function getPart(value: unknown, part: string | number): unknown {
  return typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined;
}

/** Returns whether a source says nothing by a value. */
export function isEmpty(value: unknown): boolean {
  return (
    value === undefined ||
    value === null ||
    (typeof value === 'string' && value.trim() === '') ||
    (Array.isArray(value) && value.every(isEmpty))
  );
}

/** Lists the texts of a value at any depth, trimmed; numbers and truth values as their texts, names and types of RDF values not. */
export function listTexts(value: unknown): readonly string[] {
  if (isEmpty(value)) return [];
  if (typeof value === 'string') return [value.trim()];
  if (Array.isArray(value)) return value.flatMap(listTexts);
  if (!isObject(value)) return [String(value)];
  if ('@value' in value) return listTexts(value['@value']);
  return Object.values(value).flatMap(listTexts);
}

/** Removes empty values at any depth. Objects of a list keep their places, because they belong to the objects of a listing's list. */
function removeEmpty(value: unknown): unknown {
  if (isEmpty(value)) return undefined;
  if (Array.isArray(value)) {
    const kept = value.flatMap((element: unknown): unknown[] => {
      const rest = removeEmpty(element) ?? (isObject(element) ? {} : undefined);
      return rest === undefined ? [] : [rest];
    });
    return kept.every((element) => isObject(element) && Object.keys(element).length === 0) ? undefined : kept;
  }
  if (!isObject(value)) return value;
  const members = Object.entries(value).flatMap(([name, member]): [string, unknown][] => {
    const kept = removeEmpty(member);
    return kept === undefined ? [] : [[name, kept]];
  });
  return members.length === 0 ? undefined : Object.fromEntries(members);
}
