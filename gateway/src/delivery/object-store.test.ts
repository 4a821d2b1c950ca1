import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, statSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { compareBytes } from './expected-bytes';
import { ObjectStore } from './object-store';

const bytes = randomBytes(200_000);
const expected = { sha256: createHash('sha256').update(bytes).digest('hex'), byteSize: bytes.length };
const streamInChunks = (whole: Buffer) => Readable.from([whole.subarray(0, 70_000), whole.subarray(70_000)], { objectMode: false });

let folder: string;
let store: ObjectStore;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'databund-objects-'));
  store = new ObjectStore(folder);
});

describe('ObjectStore', () => {
  it('stores bytes under their hash, in a file that only its owner can read', async () => {
    expect(await store.examine(expected)).toBe('absent');
    await store.put(streamInChunks(bytes), expected);
    expect(await store.examine(expected)).toBe('sound');
    expect(await buffer(store.read(expected.sha256, 0, bytes.length - 1))).toEqual(bytes);
    expect(await buffer(store.read(expected.sha256, 100, 199))).toEqual(bytes.subarray(100, 200));
    expect(statSync(join(folder, expected.sha256.slice(0, 2), expected.sha256)).mode & 0o777).toBe(0o600);
  });

  it.each([
    ['fewer bytes', (path: string) => truncateSync(path, 5)],
    ['other bytes', (path: string) => writeFileSync(path, randomBytes(bytes.length))],
  ])('reports a stored file with %s as damaged, and replaces it', async (_, damage) => {
    await store.put(streamInChunks(bytes), expected);
    expect(await store.examine(expected)).toBe('sound');
    const path = join(folder, expected.sha256.slice(0, 2), expected.sha256);
    damage(path);
    utimesSync(path, 1, 1); // Both changes may fall into one tick of the file system's clock.
    expect(await store.examine(expected)).toBe('damaged');
    expect(await new ObjectStore(folder).examine(expected)).toBe('damaged');
    await store.put(streamInChunks(bytes), expected);
    expect(await store.examine(expected)).toBe('sound');
  });

  it('stores a file without bytes', async () => {
    const empty = { sha256: createHash('sha256').digest('hex'), byteSize: 0 };
    await store.put(Readable.from([]), empty);
    expect(await store.examine(empty)).toBe('sound');
    expect(await buffer(store.read(empty.sha256, 0, -1))).toHaveLength(0);
  });

  it.each([
    ['other bytes of the same size', () => streamInChunks(randomBytes(bytes.length))],
    ['fewer bytes', () => streamInChunks(bytes.subarray(1))],
    ['more bytes', () => streamInChunks(Buffer.concat([bytes, bytes]))],
  ])('rejects %s and stores nothing', async (_, source) => {
    await expect(store.put(source(), expected)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    await expect(compareBytes(source(), expected)).rejects.toMatchObject({ code: 'HASH_MISMATCH' });
    expect(readdirSync(folder)).toEqual([]);
  });

  it('stores nothing of bytes that broke off, and throws their error', async () => {
    const broken = Readable.from(
      (function* () {
        yield bytes.subarray(0, 10);
        throw new Error('broken off');
      })(),
    );
    await expect(store.put(broken, expected)).rejects.toThrow('broken off');
    expect(readdirSync(folder)).toEqual([]);
  });

  it('leaves a rejected source open, because its sender must be answered', async () => {
    const source = Readable.from([bytes, bytes, bytes, bytes], { objectMode: false });
    await store.put(source, expected).catch(() => undefined);
    expect(source.destroyed).toBe(false);
  });

  it('removes parts of uploads that are older than a day, and no younger ones', async () => {
    for (const name of ['old.part', 'young.part']) writeFileSync(join(folder, name), bytes);
    utimesSync(join(folder, 'old.part'), new Date(0), new Date(0));
    expect(await new ObjectStore(folder).examine(expected)).toBe('absent');
    expect(readdirSync(folder)).toEqual(['young.part']);
  });

  it('stores the same bytes from several senders at the same time', async () => {
    await Promise.all(Array.from({ length: 8 }, () => store.put(streamInChunks(bytes), expected)));
    expect(readdirSync(folder)).toEqual([expected.sha256.slice(0, 2)]);
    expect(await store.examine(expected)).toBe('sound');
  });
});
