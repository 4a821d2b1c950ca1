const { checkWords } = require('./words');

const findLines = (path, text) => checkWords(new Map([[path, text]])).map(({ line }) => line);
/** Joins a word from two halves, so that this file passes the check. */
const joinHalves = (first, second) => `fine\nconst a = '${first}${second}';`;

describe('checkWords', () => {
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
  ])('reports the banned text %s%s', (first, second) => {
    expect(findLines('client/src/x.ts', joinHalves(first, second))).toEqual([2]);
  });

  it.each(["'./tmp/x'", 'frame/work/x', 'AIR', 'registry.members.map', '/opt/other'])('accepts similar words: %s', (text) => {
    expect(findLines('client/src/x.ts', text)).toEqual([]);
  });

  it('reports a skipped test', () => {
    expect(findLines('client/src/x.test.ts', joinHalves('it.sk', "ip('x')"))).toEqual([2]);
  });

  it('reports an address in the lockfile, but no word in its digests', () => {
    const entry = '"integrity": "sha512-/LL'.concat('M/A', 'I+"');
    expect(findLines('package-lock.json', `${entry}\n"resolved": "https://host.example/x.tgz"`)).toEqual([2]);
  });
});
