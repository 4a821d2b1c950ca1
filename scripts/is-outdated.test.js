const { mkdtempSync, rmSync, utimesSync, writeFileSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');
const { isOutdated } = require('./is-outdated');

const folder = mkdtempSync(join(tmpdir(), 'databund-outdated-'));
const [source, target] = [join(folder, 'source'), join(folder, 'target')];
afterAll(() => rmSync(folder, { recursive: true }));

const write = (path, seconds) => {
  writeFileSync(path, '');
  utimesSync(path, seconds, seconds);
};

describe('isOutdated', () => {
  it('returns true for a file that is missing', () => {
    write(source, 2);
    expect(isOutdated(source, join(folder, 'absent'))).toBe(true);
  });

  it.each([
    [1, true],
    [2, false],
    [3, false],
  ])('compares a file written at second %i with a source written at second 2', (seconds, expected) => {
    write(source, 2);
    write(target, seconds);
    expect(isOutdated(source, target)).toBe(expected);
  });
});
