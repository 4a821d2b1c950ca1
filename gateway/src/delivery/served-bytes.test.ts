import { mkdtempSync, readdirSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ServedBytes } from './served-bytes';

const key = { provider: `ptc-${'2'.repeat(26)}`, id: `dlv-${'4'.repeat(26)}` };
const files = [
  { name: 'a.csv', byteSize: 10 },
  { name: 'b.csv', byteSize: 1 },
];

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'databund-served-'));
});

describe('ServedBytes', () => {
  it('counts files as served in whatever order their parts come, also after a restart', async () => {
    expect(await new ServedBytes(folder).add(key, { name: 'a.csv', start: 9, end: 9 }, files)).toBe(false);
    expect(await new ServedBytes(folder).add(key, { name: 'b.csv', start: 0, end: 0 }, files)).toBe(false);
    expect(await new ServedBytes(folder).add(key, { name: 'a.csv', start: 4, end: 8 }, files)).toBe(false);
    expect(await new ServedBytes(folder).add(key, { name: 'a.csv', start: 0, end: 3 }, files)).toBe(true);
  });

  it('counts parts that are served at the same time', async () => {
    const served = new ServedBytes(folder);
    const parts = Array.from({ length: 10 }, (_, index) => served.add(key, { name: 'a.csv', start: index, end: index }, files.slice(0, 1)));
    expect((await Promise.all(parts)).filter(Boolean)).toHaveLength(1);
  });

  it('keeps deliveries of the same id under other providers apart', async () => {
    const served = new ServedBytes(folder);
    const other = { ...key, provider: `ptc-${'3'.repeat(26)}` };
    await served.add(key, { name: 'a.csv', start: 0, end: 9 }, files);
    expect(await served.add(other, { name: 'b.csv', start: 0, end: 0 }, files)).toBe(false);
  });

  it('leaves no file of a delivery that was forgotten', async () => {
    const served = new ServedBytes(folder);
    await served.add(key, { name: 'a.csv', start: 0, end: 9 }, files);
    await served.forget(key);
    expect(readdirSync(folder)).toEqual([]);
    expect(await served.add(key, { name: 'b.csv', start: 0, end: 0 }, files)).toBe(false);
  });

  it.each(['', '{"a.csv":', '{"a.csv":[[0,"x"]]}', '[]'])('starts again if the file of a delivery holds %j', async (text) => {
    writeFileSync(join(folder, `${key.provider}~${key.id}.json`), text);
    expect(await new ServedBytes(folder).add(key, { name: 'a.csv', start: 0, end: 9 }, files.slice(0, 1))).toBe(true);
  });
});
