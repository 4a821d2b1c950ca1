import type { Distribution } from '@databund/model';
import { takeAddress, takeArea, takeDescription, takeKeywords, takeLicence, takePeriod, takeTitle } from '../dataset-members';
import { removeCredentials } from '../credentials';
import { isObject, omitEmpty } from '../fields';
import { makeFileName } from '../file-name';
import { findLocalFile, measureFile, type Measured } from '../local-file';
import { Members } from '../members';
import { RecordError } from '../record-error';
import type { CatalogueContext, DocumentPart, JsonFormat } from '../format';
import type { Draft, LocalFile, OutsideRecord, SourceRecord } from '../record';
import type { SourceObject } from '../source-object';
import { readText } from '../values/text';
import { parseWebAddress, resolveAddress } from '../values/web-address';

/** Frictionless Data Package `datapackage.json` (https://specs.frictionlessdata.io/): each resource becomes a listing. */
export const frictionless: JsonFormat = {
  name: 'frictionless',
  recognises: ({ resources }) => Array.isArray(resources) && resources.every((each) => isObject(each) && !('url' in each)),
  recognisesRecord: () => false,
  parts: { canOpen: (path, container) => container === 'list' && path.length === 1 && path[0] === 'resources', list: listPart },
  listRecords,
  identify: ({ name }) => name,
  map,
};

function* listPart({ member, isElement, value, line }: DocumentPart): Generator<SourceRecord | OutsideRecord> {
  if (member === 'resources' && isElement && isObject(value)) yield { value, line };
  else yield { path: member, value, line };
}

/** Yields the resources of a package in a line of NDJSON. */
function* listRecords({ resources, ...members }: SourceObject, line: number): Generator<SourceRecord | OutsideRecord> {
  for (const value of Array.isArray(resources) ? resources : []) yield* listPart({ member: 'resources', isElement: true, value, line });
  for (const [path, value] of Object.entries(members)) yield { path, value, line };
}

async function map(members: Members, context: CatalogueContext): Promise<Draft> {
  const { language, document } = context;
  const name = readText(members.value['name']) ?? '';
  members.take('name', () => name.normalize('NFC'));
  const title = takeTitle(members, 'title') ?? { [language]: name };
  const parts = await takeParts(members, context);
  const own = takeLicence(members, ['licenses', 'license']);
  const { title: packageTitle, name: packageName, licenses, license, homepage } = document;
  const { record: named } = removeCredentials({ packageTitle, packageName, licenses, license, homepage });
  const around = Members.open(named, members.options);
  return {
    ...omitEmpty({
      title,
      description: takeDescription(members, 'description') ?? title,
      publisher: { name: { [language]: readText(around.value['packageTitle']) ?? readText(around.value['packageName']) ?? name } },
      licence: own ?? takeLicence(around, ['licenses', 'license']),
      landingPage: takeAddress(around, ['homepage']),
      keywords: takeKeywords(members, 'keywords'),
      temporal: takePeriod(members, 'temporal'),
      spatial: takeArea(members, 'spatial'),
      distributions: parts.map(({ distribution }) => distribution),
    }),
    files: parts.flatMap(({ file }) => file ?? []),
  };
}

interface Part {
  readonly distribution: Distribution;
  readonly file?: LocalFile;
}

/** Takes the paths of a resource: one file or address, or several. A path that leads to neither stays in the source. @throws RecordError */
async function takeParts(members: Members, context: CatalogueContext): Promise<readonly Part[]> {
  if (members.value['data'] !== undefined) members.note('raw', ['data'], 'is data inline: only files and addresses can be listed');
  const paths = readPaths(members.value);
  const mediaType = readText(members.value['mediatype']);
  const parts = await Promise.all(paths.map((path) => readPart(members, path, mediaType, { ...context, isOnly: paths.length === 1 })));
  const listed = parts.filter((part) => part !== undefined);
  requireDifferent(listed);
  if (listed.length > 0) members.take('mediatype', () => mediaType);
  if (listed.length > 0) members.takeEach('path', (path) => (typeof path === 'string' ? listNames(path, context) : undefined));
  return listed;
}

/** Returns what a listing says of a path that is listed. */
function listNames(path: string, { folder, base }: CatalogueContext): readonly string[] | undefined {
  const url = parseWebAddress(resolveAddress(path, base));
  if (url !== undefined) return [url];
  const name = findLocalFile(folder, path) === undefined ? undefined : makeFileName(path);
  return name === undefined ? undefined : [name];
}

function requireDifferent(parts: readonly Part[]): void {
  const names = parts.flatMap(({ file }) => (file ? [file.name] : []));
  if (new Set(names).size < names.length) throw new RecordError('MEMBER_INVALID', 'has two files of one name');
}

function readPaths({ path, data }: SourceObject): readonly string[] {
  const paths = (Array.isArray(path) ? path : [path]).map((each) => (typeof each === 'string' ? each.trim() : ''));
  if (data !== undefined) return paths.filter((each) => each !== '');
  if (paths.length === 0 || paths.includes('')) throw new RecordError('MEMBER_MISSING', 'has no path');
  if (new Set(paths.map((each) => each.normalize('NFC'))).size < paths.length) throw new RecordError('MEMBER_INVALID', 'has a path twice');
  return paths;
}

/** Reads a resource's file: linked if it is an address, held if it lies next to the package. Declared size and hash are those of an only file. */
async function readPart(
  members: Members,
  path: string,
  mediaType: string | undefined,
  { folder, base, isOnly }: Pick<CatalogueContext, 'folder' | 'base'> & { readonly isOnly: boolean },
): Promise<Part | undefined> {
  const url = parseWebAddress(resolveAddress(path, base));
  if (url !== undefined) return { distribution: { kind: 'linked', ...omitEmpty({ url, mediaType }) } };
  const found = findLocalFile(folder, path);
  const name = makeFileName(path);
  if (found === undefined || name === undefined) {
    members.note('raw', ['path'], `is neither a web address nor a file in the folder of the package: ${path}`);
    return undefined;
  }
  const measured = await measureFile(found);
  if (isOnly) checkDeclared(members, measured);
  const { byteSize, sha256 } = measured;
  const hash = { alg: 'sha-256', value: sha256 } as const;
  return {
    distribution: { kind: 'held', name, mediaType: mediaType ?? 'application/octet-stream', byteSize, hash },
    file: { name, path: found },
  };
}

/** Compares the size and the hashes that a resource declares, also under `stats`, with those of its file. @throws RecordError FILE_DIFFERS */
function checkDeclared(members: Members, measured: Measured): void {
  const { byteSize, md5, sha1, sha256, sha512, gitSha1 } = measured;
  const hashes = [md5, `md5:${md5}`, `sha1:${sha1}`, `sha1:${gitSha1}`, `sha256:${sha256}`, `sha512:${sha512}`];
  const same = new Map([
    ['hash', hashes],
    ['md5', [md5]],
    ['sha256', [sha256]],
  ]);
  for (const declaring of [members, members.object('stats')]) {
    if (!declaring) continue;
    const { bytes } = declaring.value;
    if (bytes !== undefined && bytes !== null && Number(bytes) !== byteSize)
      throw new RecordError(
        'FILE_DIFFERS',
        `has a file of ${String(byteSize)} bytes, not of the ${JSON.stringify(bytes)} that the package says`,
      );
    declaring.take('bytes', () => byteSize);
    for (const [name, hashes] of same) checkHash(declaring, name, hashes);
  }
}

/** Compares a declared hash with those of the file. @throws RecordError FILE_DIFFERS */
function checkHash(declaring: Members, name: string, hashes: readonly string[]): void {
  const declared = readText(declaring.value[name])?.toLowerCase();
  if (declared === undefined || hashes.includes(declared)) return;
  if (isHash(declared)) throw new RecordError('FILE_DIFFERS', `has a file whose ${name} is not ${declared}`);
  declaring.note('raw', [name], 'is no hash that can be checked here');
}

/** Returns whether a text is a hash of a kind that is computed here; without a name it is MD5 or SHA-256. */
function isHash(text: string): boolean {
  return /^(?:(?:md5:)?[0-9a-f]{32}|sha1:[0-9a-f]{40}|(?:sha256:)?[0-9a-f]{64}|sha512:[0-9a-f]{128})$/.test(text);
}
