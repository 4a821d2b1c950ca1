import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { existingFile, existingFolder, makeFolder, parseJson, readText } from './local-paths';

const folder = mkdtempSync(join(tmpdir(), 'databund-paths-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = join(folder, 'file.json');
beforeAll(() => writeFileSync(file, '\ufeff{"a": 1}'));

describe('what is typed as a path', () => {
  it.each([
    ['a file that is not there', () => existingFile(join(folder, 'none')), 'there is no file'],
    ['a folder for a file', () => existingFile(folder), 'is a folder'],
    ['a folder that is not there', () => existingFolder(join(folder, 'none')), 'there is no folder'],
    ['a file for a folder', () => existingFolder(file), 'is a file'],
    ['a file where a folder is to be made', () => makeFolder(file), 'is a file'],
    ['a file above the folder that is to be made', () => makeFolder(join(file, 'a', 'b')), 'is a file'],
    ['a folder where none can be made', () => makeFolder('/proc/databund/here'), 'cannot be made'],
  ])('is refused where it is %s', (_, use, reason) => {
    expect(use).toThrow(reason);
  });

  it('is a folder that is made with those above it, and may be there', () => {
    const path = join(folder, 'a', 'b');
    makeFolder(path);
    makeFolder(path);
    expect(existsSync(path)).toBe(true);
  });
});

describe('a file of JSON', () => {
  it('may begin with a byte order mark', () => {
    expect(parseJson(readText(file), 'no JSON')).toEqual({ a: 1 });
  });

  it.each([
    ['{"a": }', 'no JSON: it breaks at line 1, column 7'],
    ['{\n "a": 1\n "b": 2}', 'no JSON: it breaks at line 3, column 2'],
    ['', 'no JSON: it breaks at line 1, column 1'],
    ['{} // none', 'no JSON: it breaks at line 1, column 4'],
    ['['.repeat(200_000), 'no JSON: it is nested too deep'],
  ])('that breaks says where: %.20s', (text, reason) => {
    expect(() => parseJson(text, 'no JSON')).toThrow(reason);
  });
});
