import { existsSync, mkdirSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { ListingContent, listErrors } from '@databund/model';
import { Type, type Static } from '@sinclair/typebox';
import writeFileAtomic from 'write-file-atomic';
import { UsageError } from '../../usage-error';

const Words = Type.Record(Type.String(), Type.String());

/** The file of a source: its address, how it is read, what it assumes, and what happens to records that leave or return. */
export const Source = Type.Object(
  {
    name: Type.String({ pattern: '^[a-z0-9][a-z0-9._-]{0,63}$' }),
    address: Type.String({ minLength: 1 }),
    format: Type.Optional(Type.String()),
    language: Type.Optional(Type.String()),
    encoding: Type.Optional(Type.String()),
    mapping: Type.Optional(Type.String()),
    places: Type.Optional(Type.String()),
    strict: Type.Optional(Type.Boolean()),
    keepContacts: Type.Optional(Type.Boolean()),
    isPrivateAllowed: Type.Optional(Type.Boolean()),
    defaults: Type.Optional(Type.Partial(ListingContent)),
    map: Type.Optional(
      Type.Object(
        { licence: Type.Optional(Words), publisher: Type.Optional(Words), theme: Type.Optional(Words), grade: Type.Optional(Words) },
        { additionalProperties: false },
      ),
    ),
    gone: Type.Union([Type.Literal('report'), Type.Literal('delist')]),
    returned: Type.Union([Type.Literal('relist'), Type.Literal('report')]),
    /** The share of listings that one run may delist. */
    maxGonePercent: Type.Integer({ minimum: 0, maximum: 100 }),
  },
  { additionalProperties: false },
);
export type Source = Static<typeof Source>;

/** The registered sources: a folder for each, with its file, what was fetched, and what is known of its listings. */
export class Sources {
  constructor(private readonly folder: string) {}

  /** Returns the folder of sources next to the file of profiles. */
  static openNextTo(profiles: string): Sources {
    return new Sources(join(dirname(profiles), 'sources'));
  }

  /** Returns the folder of a source. */
  getFolder(name: string): string {
    return join(this.folder, name);
  }

  list(): readonly string[] {
    return existsSync(this.folder)
      ? readdirSync(this.folder)
          .filter((name) => existsSync(this.getFile(name)))
          .sort()
      : [];
  }

  /** Reads the file of a source. @throws UsageError SOURCE_MISSING, JSON_INVALID */
  read(name: string): Source {
    const file = this.getFile(name);
    if (!existsSync(file)) {
      const known = this.list().join(', ');
      throw new UsageError(
        'SOURCE_MISSING',
        `there is no source ${name}; ${known === '' ? 'add one with `databund catalogue source add`' : `known are ${known}`}`,
      );
    }
    return parseSource(readFileSync(file, 'utf8'), file);
  }

  /** Writes the file of a source. A name is registered once; its file can be edited. @throws UsageError FILE_EXISTS, JSON_INVALID */
  add(source: unknown): { readonly source: Source; readonly file: string } {
    const parsed = parseSource(JSON.stringify(source), 'the options');
    const file = this.getFile(parsed.name);
    if (existsSync(file)) throw new UsageError('FILE_EXISTS', `the source ${parsed.name} is registered already: edit ${file}`);
    mkdirSync(dirname(file), { recursive: true });
    writeFileAtomic.sync(file, `${JSON.stringify(parsed, undefined, 2)}\n`);
    return { source: parsed, file };
  }

  private getFile(name: string): string {
    return join(this.getFolder(name), 'source.json');
  }
}

function parseSource(text: string, place: string): Source {
  const value = parse(text, place);
  const [error] = listErrors(Source, value);
  if (error || !isSource(value))
    throw new UsageError('JSON_INVALID', `${place} is not a source at ${error?.path ?? '/'}: ${error?.reason ?? 'is invalid'}`);
  return value;
}

function parse(text: string, place: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new UsageError('JSON_INVALID', `${place} is not JSON`);
  }
}

function isSource(value: unknown): value is Source {
  return listErrors(Source, value).length === 0;
}
