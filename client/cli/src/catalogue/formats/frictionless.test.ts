import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { defaultParameters } from '@databund/model';
import { mapRecord } from '../map-record';
import { readCatalogue } from '../read-catalogue';
import type { SourceObject } from '../source-object';
import { frictionless } from './frictionless';

const outside = mkdtempSync(join(tmpdir(), 'databund-package-'));
const folder = join(outside, 'package');
const text = 'a,b\n1,2\n';
beforeAll(() => {
  mkdirSync(folder);
  writeFileSync(join(outside, 'secret.csv'), text);
  writeFileSync(join(folder, 'one.csv'), text);
  writeFileSync(join(folder, 'two.csv'), text);
  symlinkSync(join(outside, 'secret.csv'), join(folder, 'link.csv'));
});
afterAll(() => rmSync(outside, { recursive: true }));

const context = { folder, document: {}, language: 'en', isStrict: false, limits: defaultParameters };
const map = async (more: SourceObject, document: SourceObject = {}) =>
  mapRecord(frictionless, { name: 'r', path: 'one.csv', ...more }, { ...context, document }, 'r');
const hashToHex = (algorithm: string, bytes: string) => createHash(algorithm).update(bytes).digest('hex');

describe('a resource of a data package', () => {
  it('reads the real size and SHA-256 of a resource whose file lies next to the package', async () => {
    const { content, files } = await map({});
    const hash = { alg: 'sha-256', value: hashToHex('sha256', text) };
    expect(content.distributions).toEqual([{ kind: 'held', name: 'one.csv', mediaType: 'application/octet-stream', byteSize: 8, hash }]);
    expect(files).toEqual([{ name: 'one.csv', path: expect.stringMatching(/one\.csv$/) as string }]);
  });

  it('reads a resource of several parts, and links a resource whose path is an address', async () => {
    expect((await map({ path: ['one.csv', 'two.csv'] })).files.map(({ name }) => name)).toEqual(['one.csv', 'two.csv']);
    const { content, files } = await map({ path: 'https://a.example/r.csv' });
    expect([content.distributions, files]).toEqual([[{ kind: 'linked', url: 'https://a.example/r.csv' }], []]);
  });

  it.each([
    ["git's blob SHA-1", `sha1:${hashToHex('sha1', `blob 8\0${text}`)}`],
    ['SHA-1', `sha1:${hashToHex('sha1', text)}`],
    ['MD5, without a name', hashToHex('md5', text)],
    ['SHA-256, in upper case', `SHA256:${hashToHex('sha256', text).toUpperCase()}`],
  ])('accepts a resource with the declared hash as %s', async (_, hash) => {
    await expect(map({ hash, bytes: 8 })).resolves.toBeDefined();
  });

  it.each([
    ['another hash', { hash: `sha1:${'0'.repeat(40)}` }, 'hash is not'],
    ['another size', { bytes: 9 }, 'of 8 bytes, not of the 9'],
    ['no path', { path: undefined }, 'has no path'],
    ['one path twice', { path: ['one.csv', 'one.csv'] }, 'twice'],
  ])('rejects a resource that has %s', async (_, more, reason) => {
    await expect(map(more)).rejects.toThrow(reason);
  });

  it.each<[string, SourceObject]>([
    ['a missing file', { path: 'three.csv' }],
    ['a file above the package', { path: '../secret.csv' }],
    ['a link out of the package', { path: 'link.csv' }],
    ['a folder', { path: '.' }],
    ['its data inline', { path: undefined, data: [1] }],
    ['a hash of an unknown kind', { hash: 'crc32:00000000' }],
  ])('keeps a resource with %s, with a warning, unless it is strict', async (_, more) => {
    const { content, notes } = await map(more);
    expect(notes.filter(({ kind }) => kind === 'raw')).toHaveLength(1);
    expect(JSON.parse(content.source?.record ?? '{}')).toMatchObject(JSON.parse(JSON.stringify(more)) as object);
    const strict = { ...context, isStrict: true };
    await expect(mapRecord(frictionless, { name: 'r', path: 'one.csv', ...more }, strict, 'r')).rejects.toMatchObject({
      code: 'MEMBER_INVALID',
    });
  });

  it.each([
    ['.hidden.csv', '_.hidden.csv'],
    ['-dash.csv', '_-dash.csv'],
    ['./one.csv', 'one.csv'],
    ['sub/../one.csv', 'one.csv'],
  ])('lists the file %s as %s, which every client can use as a path', async (path, name) => {
    writeFileSync(join(folder, path.replace('sub/../', '')), text);
    const { content } = await map({ path });
    expect(content.distributions).toMatchObject([{ kind: 'held', name }]);
    expect(content.source?.record).toBe(JSON.stringify({ path }));
  });

  it.each<[string, SourceObject]>([
    ['another size', { bytes: 9 }],
    ['another MD5', { md5: '0'.repeat(32) }],
    ['another SHA-256', { sha256: '0'.repeat(64) }],
  ])('rejects a resource whose stats state %s', async (_, stats) => {
    await expect(map({ stats })).rejects.toThrow('has a file');
  });

  it('inherits the licence of its package if it has none', async () => {
    const document = { licenses: [{ path: 'https://l.example/by' }] };
    expect((await map({}, document)).content.licence).toBe('https://l.example/by');
    expect((await map({ licenses: [{ name: 'ODbL-1.0' }] }, document)).content.licence).toBe('ODbL-1.0');
  });

  it('finds a file whose name the disk writes with composed accents and the package without, and lists it composed', async () => {
    writeFileSync(join(folder, 'caf\u00e9.csv'), text);
    const { files, content } = await map({ path: 'cafe\u0301.csv' });
    expect([files.map(({ name }) => name), content.distributions]).toMatchObject([['caf\u00e9.csv'], [{ name: 'caf\u00e9.csv' }]]);
  });

  it('keeps all its licences if there are several', async () => {
    const licenses = [{ name: 'ODbL-1.0' }, { name: 'CC-BY-4.0' }];
    const { licence, source } = (await map({ licenses })).content;
    expect([licence, JSON.parse(source?.record ?? '')]).toEqual(['ODbL-1.0', { licenses }]);
  });
});

describe('a real package of 73 files', () => {
  it('reads a real package completely, verifies the hash of each file, and inherits the licence of the package', async () => {
    const path = seedCatalogue();
    const { ready, rejected } = await readCatalogue(path);
    expect([ready.length, rejected]).toEqual([73, []]);
    expect(ready.filter(({ content }) => content.licence === 'unspecified')).toEqual([]);
    const airports = ready.find(({ identifier }) => identifier === 'airports');
    const value = createHash('sha256')
      .update(readFileSync(airports?.files[0]?.path ?? ''))
      .digest('hex');
    expect(airports?.content.distributions).toMatchObject([{ kind: 'held', name: 'airports.csv', hash: { value } }]);
  });
});

function seedCatalogue(): string {
  for (let at = dirname(require.resolve('vega-datasets')); ; at = dirname(at)) {
    if (at.endsWith('vega-datasets')) return join(at, 'datapackage.json');
  }
}
