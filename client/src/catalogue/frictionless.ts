import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import { resolve, sep } from 'node:path';
import type { HeldDistribution, ListingContent } from '@databund/chaincode/model';
import { importDefaults, lineOf, membersOf, present, sourceOf, textOf, webAddressOf } from './fields';
import type { CatalogueContext, Format, LocalFile, Mapped } from './record';

const placed = ['name', 'title', 'description', 'licenses', 'path', 'mediatype', 'bytes', 'hash'];

/** Frictionless Data Package `datapackage.json` (https://specs.frictionlessdata.io/): a listing a resource. */
export const frictionless: Format = {
  name: 'frictionless',
  recognises: (document) => Array.isArray(membersOf(document)['resources']),
  recordsIn: 'resources',
  identifierOf: ({ name }) => name,
  map,
};

async function map(record: Readonly<Record<string, unknown>>, context: CatalogueContext): Promise<Mapped> {
  const { language, document } = context;
  const name = lineOf(record['name'], 200);
  if (name === undefined) return { ok: false, reason: 'has no name' };
  const file = await readFile(record, context);
  if (typeof file === 'string') return { ok: false, reason: file };
  const publisher = textOf(document['title']) ?? textOf(document['name']) ?? name;
  const content: ListingContent = present({
    ...importDefaults,
    title: { [language]: textOf(record['title']) ?? name },
    description: { [language]: textOf(record['description']) ?? textOf(record['title']) ?? name },
    publisher: { name: { [language]: publisher } },
    licence: licenceOf(record['licenses']) ?? importDefaults.licence,
    landingPage: webAddressOf(document['homepage']),
    languages: [language],
    distributions: [file.distribution],
    identifier: name,
    source: sourceOf('frictionless', record, placed),
  });
  return { ok: true, identifier: name, content, files: file.local };
}

function licenceOf(value: unknown): string | undefined {
  const first: unknown = Array.isArray(value) ? value[0] : undefined;
  const { path, name, title } = membersOf(first);
  return webAddressOf(path) ?? lineOf(name, 2_048) ?? lineOf(title, 2_048);
}

type File = { readonly distribution: NonNullable<ListingContent['distributions']>[number]; readonly local: readonly LocalFile[] };

/** A resource’s file: held where it lies beside the package, linked where it is an address; or what is wrong with it. */
async function readFile(record: Readonly<Record<string, unknown>>, { folder }: CatalogueContext): Promise<File | string> {
  const path = textOf(record['path']);
  if (path === undefined) return 'has no path';
  const mediaType = lineOf(record['mediatype'], 255) ?? 'application/octet-stream';
  const url = webAddressOf(path);
  if (url !== undefined) return { distribution: { kind: 'linked', url, mediaType }, local: [] };
  const found = localPath(folder, path);
  if (found === undefined) return `has a file that is not there: ${path}`;
  return holdFile(record, { path: found, name: path, mediaType });
}

/** Paths are relative to the package and stay in it; packages for npm keep their files in `data/`. */
function localPath(folder: string, path: string): string | undefined {
  const root = resolve(folder) + sep;
  return [resolve(folder, path), resolve(folder, 'data', path)].find(
    (each) => each.startsWith(root) && existsSync(each) && statSync(each).isFile(),
  );
}

async function holdFile(
  record: Readonly<Record<string, unknown>>,
  { path, name, mediaType }: LocalFile & { readonly mediaType: string },
): Promise<File | string> {
  const byteSize = statSync(path).size;
  const { sha256, gitSha1, md5, sha1 } = await digest(path, byteSize);
  const declared = textOf(record['hash']);
  if (typeof record['bytes'] === 'number' && record['bytes'] !== byteSize)
    return `has ${String(byteSize)} bytes, not the ${String(record['bytes'])} that the package says`;
  if (declared !== undefined && ![md5, `md5:${md5}`, `sha1:${sha1}`, `sha1:${gitSha1}`, `sha256:${sha256}`].includes(declared))
    return `has bytes whose hash is not ${declared}`;
  const distribution: HeldDistribution = { kind: 'held', name, mediaType, byteSize, hash: { alg: 'sha-256', value: sha256 } };
  return { distribution, local: [{ name, path }] };
}

/** The hashes that packages give: git’s blob SHA-1 among them, which covers a header with the size. */
async function digest(path: string, byteSize: number) {
  const hashes = {
    sha256: createHash('sha256'),
    sha1: createHash('sha1'),
    md5: createHash('md5'),
    gitSha1: createHash('sha1').update(`blob ${String(byteSize)}\0`),
  };
  for await (const chunk of createReadStream(path)) for (const hash of Object.values(hashes)) hash.update(chunk as Buffer);
  return {
    sha256: hashes.sha256.digest('hex'),
    sha1: hashes.sha1.digest('hex'),
    md5: hashes.md5.digest('hex'),
    gitSha1: hashes.gitSha1.digest('hex'),
  };
}
