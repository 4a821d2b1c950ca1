import type { Distribution } from '@databund/model';
import { takeAddress, takeArea, takeDescription, takeKeywords, takeLicence, takePeriod, takeTitle } from '../dataset-members';
import { isObject, omitEmpty } from '../fields';
import { findLocalFile, measureFile, type Measured } from '../local-file';
import { isEmpty, Members } from '../members';
import { RecordError } from '../record-error';
import type { CatalogueContext, JsonFormat } from '../format';
import type { Draft, LocalFile, OutsideRecord, SourceRecord } from '../record';
import type { SourceObject } from '../source-object';
import { readText } from '../values/text';
import { parseWebAddress } from '../values/web-address';

/** Frictionless Data Package `datapackage.json` (https://specs.frictionlessdata.io/): each resource becomes a listing. */
export const frictionless: JsonFormat = {
  name: 'frictionless',
  recognises: ({ resources }) => Array.isArray(resources) && resources.every((each) => isObject(each) && !('url' in each)),
  recognisesRecord: () => false,
  listRecords,
  identify: ({ name }) => name,
  map,
};

function* listRecords(document: SourceObject, _list: string, line: number): Generator<SourceRecord | OutsideRecord> {
  const { resources, ...members } = document;
  for (const resource of Array.isArray(resources) ? resources : []) {
    if (isObject(resource)) yield { value: resource, line };
    else yield { path: 'resources', value: resource, line };
  }
  for (const [path, value] of Object.entries(members)) if (!isEmpty(value)) yield { path, value, line };
}

async function map(members: Members, context: CatalogueContext): Promise<Draft> {
  const { language, document } = context;
  const name = readText(members.value['name']) ?? '';
  members.take('name', () => name.normalize('NFC'));
  const title = takeTitle(members, 'title') ?? { [language]: name };
  const parts = await takeParts(members, context);
  const own = takeLicence(members, ['licenses', 'license']);
  const around = Members.open(document, members.options);
  return {
    ...omitEmpty({
      title,
      description: takeDescription(members, 'description') ?? title,
      publisher: { name: { [language]: readText(document['title']) ?? readText(document['name']) ?? name } },
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

/** Takes the paths of a resource: one file or address, or several. @throws RecordError */
async function takeParts(members: Members, context: CatalogueContext): Promise<readonly Part[]> {
  const paths = readPaths(members.value);
  const mediaType = members.take('mediatype', readText);
  const parts = await Promise.all(
    paths.map((path) => readPart(members, path, mediaType, { folder: context.folder, isOnly: paths.length === 1 })),
  );
  members.takeEach('path', (path) => (typeof path === 'string' ? [path.normalize('NFC'), parseWebAddress(path)] : undefined));
  return parts;
}

function readPaths(record: SourceObject): readonly string[] {
  if (record['data'] !== undefined)
    throw new RecordError('MEMBER_INVALID', 'holds its data inline: only files and addresses can be listed');
  const { path } = record;
  const paths = (Array.isArray(path) ? path : [path]).map((each) => (typeof each === 'string' ? each.trim() : ''));
  if (paths.length === 0 || paths.includes('')) throw new RecordError('MEMBER_MISSING', 'has no path');
  if (new Set(paths.map((each) => each.normalize('NFC'))).size < paths.length) throw new RecordError('MEMBER_INVALID', 'has a path twice');
  return paths;
}

/** Reads a resource's file: linked if it is an address, held if it lies next to the package. Declared size and hash are those of an only file. */
async function readPart(
  members: Members,
  path: string,
  mediaType: string | undefined,
  { folder, isOnly }: { readonly folder: string; readonly isOnly: boolean },
): Promise<Part> {
  const url = parseWebAddress(path);
  if (url !== undefined) return { distribution: { kind: 'linked', ...omitEmpty({ url, mediaType }) } };
  const found = findLocalFile(folder, path);
  if (found === undefined) throw new RecordError('FILE_MISSING', `has a file that is not there: ${path}`);
  const measured = await measureFile(found);
  if (isOnly) checkDeclared(members, measured);
  const { byteSize, sha256 } = measured;
  const hash = { alg: 'sha-256', value: sha256 } as const;
  // Names of files are NFC on the ledger, however the disk and the package write them.
  const name = path.normalize('NFC');
  return {
    distribution: { kind: 'held', name, mediaType: mediaType ?? 'application/octet-stream', byteSize, hash },
    file: { name, path: found },
  };
}

/** Compares the size and the hashes that a resource declares, also under `stats`, with those of its file. @throws RecordError FILE_DIFFERS */
function checkDeclared(members: Members, measured: Measured): void {
  const { byteSize, md5, sha1, sha256, gitSha1 } = measured;
  const same = new Map([
    ['hash', [md5, `md5:${md5}`, `sha1:${sha1}`, `sha1:${gitSha1}`, `sha256:${sha256}`]],
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
    for (const [name, hashes] of same) {
      const declared = declaring.value[name];
      if (typeof declared === 'string' && declared.trim() !== '' && !hashes.includes(declared.trim().toLowerCase()))
        throw new RecordError('FILE_DIFFERS', `has a file whose ${name} is not ${declared}`);
    }
  }
}
