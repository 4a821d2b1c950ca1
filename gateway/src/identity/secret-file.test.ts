import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOrCreate, readSecret, writePrivate } from './secret-file';

const makeFolder = () => mkdtempSync(join(tmpdir(), 'databund-secret-'));

describe('readSecret', () => {
  it('creates a secret once, in a file that only its owner can read', () => {
    const path = join(makeFolder(), 'deep', 'key');
    const secret = readSecret(path);
    expect(secret).toHaveLength(32);
    expect(readSecret(path)).toEqual(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
    expect(readdirSync(join(path, '..'))).toEqual(['key']);
  });

  it('rejects a file that others can read, and tells how to change it', () => {
    const path = join(makeFolder(), 'key');
    readSecret(path);
    chmodSync(path, 0o640);
    expect(() => readSecret(path)).toThrow(`${path} can be read by others than its owner. Run: chmod 600 ${path}`);
  });

  it.each(['', 'abcd\n', 'not hex at all, and yet as long as sixty-four characters of it ..'])('rejects the text %j', (text) => {
    const path = join(makeFolder(), 'key');
    writeFileSync(path, text, { mode: 0o600 });
    expect(() => readSecret(path)).toThrow(`${path} does not hold 32 bytes in hex`);
  });

  it('throws the error of the file system if the file cannot be created', () => {
    const file = join(makeFolder(), 'file');
    writeFileSync(file, '');
    expect(() => readSecret(join(file, 'key'))).toThrow(/ENOTDIR|EEXIST/);
  });
});

describe('readOrCreate', () => {
  it('returns the text of another process that created the file first', () => {
    const path = join(makeFolder(), 'key');
    const text = readOrCreate(path, () => {
      writePrivate(path, 'of the other');
      return 'of this one';
    });
    expect(text).toBe('of the other');
  });
});

describe('writePrivate', () => {
  it('replaces a file as a whole, makes it private and leaves nothing beside it', () => {
    const home = makeFolder();
    const path = join(home, 'identity.json');
    writeFileSync(path, 'before', { mode: 0o644 });
    writePrivate(path, 'after');
    expect(readFileSync(path, 'utf8')).toBe('after');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(['identity.json']);
  });
});
