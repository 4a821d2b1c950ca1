import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { requireFile, requireFolder, makeFolder, parseJson, readText } from './local-paths';

const folder = mkdtempSync(join(tmpdir(), 'databund-paths-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'file.json');
beforeAll(() => writeFileSync(file, '\ufeff{"a": 1}'));

describe('a path', () => {
  it.each([
    ['names a file that does not exist', () => requireFile(join(folder, 'none')), 'there is no file'],
    ['names a folder instead of a file', () => requireFile(folder), 'is a folder'],
    ['names a folder that does not exist', () => requireFolder(join(folder, 'none')), 'there is no folder'],
    ['names a file instead of a folder', () => requireFolder(file), 'is a file'],
    ['names a file for a new folder', () => makeFolder(file), 'is a file'],
    ['leads through a file to a new folder', () => makeFolder(join(file, 'a', 'b')), 'is a file'],
    ['names a folder that cannot be made', () => makeFolder('/proc/databund/here'), 'cannot be made'],
  ])('rejects a path that %s', (_, use, reason) => {
    expect(use).toThrow(reason);
  });

  it('makes a new folder with its parents, and accepts one that exists', () => {
    const path = join(folder, 'a', 'b');
    makeFolder(path);
    makeFolder(path);
    expect(existsSync(path)).toBe(true);
  });
});

describe('JSON in a file or an option', () => {
  it('parses JSON in a file that begins with a byte order mark', () => {
    expect(parseJson(readText(file), 'no JSON')).toEqual({ a: 1 });
  });

  it.each([
    ['{"a": }', 'no JSON: it breaks at line 1, column 7'],
    ['{\n "a": 1\n "b": 2}', 'no JSON: it breaks at line 3, column 2'],
    ['', 'no JSON: it breaks at line 1, column 1'],
    ['{} // none', 'no JSON: it breaks at line 1, column 4'],
    ['['.repeat(200_000), 'no JSON: it is nested too deep'],
  ])('rejects broken JSON and names line and column: %.20s', (text, reason) => {
    expect(() => parseJson(text, 'no JSON')).toThrow(reason);
  });
});
