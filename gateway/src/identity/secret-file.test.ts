import { chmodSync, mkdtempSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keptIn, secretIn, writePrivate } from './secret-file';

const folder = () => mkdtempSync(join(tmpdir(), 'databund-secret-'));

describe('a secret', () => {
  it('is made once, and only its owner may read it', () => {
    const path = join(folder(), 'deep', 'key');
    const secret = secretIn(path);
    expect(secret).toHaveLength(32);
    expect(secretIn(path)).toEqual(secret);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(statSync(join(path, '..')).mode & 0o777).toBe(0o700);
  });

  it('is not used where others may read its file', () => {
    const path = join(folder(), 'key');
    secretIn(path);
    chmodSync(path, 0o640);
    expect(() => secretIn(path)).toThrow('may be read by others');
  });

  it.each(['', 'abcd\n', 'not hex at all, and yet as long as sixty-four characters of it ..'])('is not %j', (text) => {
    const path = join(folder(), 'key');
    writeFileSync(path, text, { mode: 0o600 });
    expect(() => secretIn(path)).toThrow('does not hold 32 bytes');
  });

  it('says why it cannot be made', () => {
    const file = join(folder(), 'file');
    writeFileSync(file, '');
    expect(() => secretIn(join(file, 'key'))).toThrow(/ENOTDIR|EEXIST/);
  });

  it('that another process made in between is the one that counts', () => {
    const path = join(folder(), 'key');
    const made = keptIn(path, () => {
      writePrivate(path, 'of the other');
      return 'of this one';
    });
    expect(made).toBe('of the other');
  });
});

describe('a private file', () => {
  it('is replaced whole, and nothing is left beside it', () => {
    const home = folder();
    const path = join(home, 'identity.json');
    writeFileSync(path, 'before', { mode: 0o644 });
    writePrivate(path, 'after');
    expect(readFileSync(path, 'utf8')).toBe('after');
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(home)).toEqual(['identity.json']);
  });
});
