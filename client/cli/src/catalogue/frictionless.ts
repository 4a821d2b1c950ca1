import type { Distribution, ListingContent } from '@databund/model';
import { importDefaults, getLine, getList, getObjects, parseWebAddress, omitEmpty, selectRest, getText, getWebAddress } from './fields';
import { findLocalFile, measureFile, type Measured } from './local-file';
import { RecordError, type CatalogueContext, type Format, type LocalFile, type Mapped, type SourceObject } from './record';

const placed = ['name', 'title', 'description', 'path', 'mediatype', 'bytes', 'hash'];

/** Frictionless Data Package `datapackage.json` (https://specs.frictionlessdata.io/): each resource becomes a listing. */
export const frictionless: Format = {
  name: 'frictionless',
  recognises: ({ resources }) => Array.isArray(resources),
  recordsIn: 'resources',
  identifier: 'name',
  map,
};

async function map(record: SourceObject, context: CatalogueContext): Promise<Mapped> {
  const { language, document } = context;
  const name = getLine(record, 'name') ?? '';
  const title = getText(record, 'title') ?? name;
  const parts = await Promise.all(readPaths(record).map((path, _, all) => readPart(record, path, all.length === 1, context)));
  const licences = getObjects(record, 'licenses');
  const content: ListingContent = omitEmpty({
    ...importDefaults,
    title: { [language]: title },
    description: { [language]: getText(record, 'description') ?? title },
    publisher: { name: { [language]: getText(document, 'title') ?? getText(document, 'name') ?? name } },
    // A package's licence is often that of its code, so it does not apply to a resource.
    licence: mapLicence(licences[0] ?? {}) ?? importDefaults.licence,
    landingPage: parseWebAddress(getText(document, 'homepage') ?? ''),
    languages: [language],
    distributions: parts.map(({ distribution }) => distribution),
    identifier: name,
  });
  const rest = selectRest(record, licences.length > 1 ? placed : [...placed, 'licenses']);
  return { content, rest, files: parts.flatMap(({ file }) => file ?? []) };
}

function mapLicence(licence: SourceObject): string | undefined {
  return getWebAddress(licence, 'path') ?? getLine(licence, 'name') ?? getLine(licence, 'title');
}

function readPaths(record: SourceObject): readonly string[] {
  if (record['data'] !== undefined)
    throw new RecordError('MEMBER_INVALID', 'holds its data inline: only files and addresses can be listed');
  const paths = Array.isArray(record['path'])
    ? getList(record, 'path').flatMap((path) => getText({ path }, 'path') ?? [])
    : [getText(record, 'path') ?? ''];
  if (paths.length === 0 || paths.includes('')) throw new RecordError('MEMBER_MISSING', 'has no path');
  if (new Set(paths).size < paths.length) throw new RecordError('MEMBER_INVALID', 'has a path twice');
  return paths;
}

interface Part {
  readonly distribution: Distribution;
  readonly file?: LocalFile;
}

/** Reads a resource's file: linked if it is an address, held if it lies beside the package. Declared size and hash are those of an only file. */
async function readPart(record: SourceObject, path: string, isOnly: boolean, { folder }: CatalogueContext): Promise<Part> {
  const mediaType = getLine(record, 'mediatype');
  const url = parseWebAddress(path);
  if (url !== undefined) return { distribution: { kind: 'linked', ...omitEmpty({ url, mediaType }) } };
  const found = findLocalFile(folder, path);
  if (found === undefined) throw new RecordError('FILE_MISSING', `has a file that is not there: ${path}`);
  const measured = await measureFile(found);
  if (isOnly) compare(record, measured);
  const { byteSize, sha256 } = measured;
  const hash = { alg: 'sha-256', value: sha256 } as const;
  return {
    distribution: { kind: 'held', name: path, mediaType: mediaType ?? 'application/octet-stream', byteSize, hash },
    file: { name: path, path: found },
  };
}

function compare(record: SourceObject, { byteSize, md5, sha1, sha256, gitSha1 }: Measured): void {
  const { bytes } = record;
  if (typeof bytes === 'number' && bytes !== byteSize)
    throw new RecordError('FILE_DIFFERS', `has a file of ${String(byteSize)} bytes, not of the ${String(bytes)} that the package says`);
  const declared = getText(record, 'hash')?.toLowerCase();
  if (declared !== undefined && ![md5, `md5:${md5}`, `sha1:${sha1}`, `sha1:${gitSha1}`, `sha256:${sha256}`].includes(declared))
    throw new RecordError('FILE_DIFFERS', `has a file whose hash is not ${declared}`);
}
