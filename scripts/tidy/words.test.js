const { checkWords } = require('./words');

const rowsIn = (path, text) => checkWords(new Map([[path, text]])).map(({ line }) => line);
/** Planted in two halves, so that this file keeps the rule itself. */
const planted = (first, second) => `fine\nconst a = '${first}${second}';`;

describe('banned words', () => {
  it.each([
    ['/wo', 'rk/main/x'],
    ['/ro', 'ot/.npmrc'],
    ['/tm', 'p/x'],
    ['/opt/fab', 'ric'],
    ['https://registry.np', 'mjs.org/x'],
    ['TO', 'DO: later'],
    ['FIX', 'ME'],
    ['written by A', 'I'],
    ['sub', 'agent'],
  ])('are found: %s%s', (first, second) => {
    expect(rowsIn('client/src/x.ts', planted(first, second))).toEqual([2]);
  });

  it.each(["'./tmp/x'", 'frame/work/x', 'AIR', 'registry.members.map', '/opt/other'])('leave other words alone: %s', (text) => {
    expect(rowsIn('client/src/x.ts', text)).toEqual([]);
  });

  it('name a test that is left out', () => {
    expect(rowsIn('client/src/x.test.ts', planted('it.sk', "ip('x')"))).toEqual([2]);
  });

  it('include an address in the lockfile, though not its digests', () => {
    const entry = '"integrity": "sha512-/LL'.concat('M/A', 'I+"');
    expect(rowsIn('package-lock.json', `${entry}\n"resolved": "https://host.example/x.tgz"`)).toEqual([2]);
  });
});
