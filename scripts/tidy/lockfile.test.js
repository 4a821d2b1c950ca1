const { checkLockfile } = require('./lockfile');

const check = (packages, files = []) => checkLockfile(new Map([['package-lock.json', JSON.stringify({ packages }, null, 2)], ...files]));
const integrity = 'sha512-AAAA';
const asking = { integrity, optionalDependencies: { 'x-linux': '1.0.0', 'x-darwin': '1.0.0' } };

describe('checkLockfile', () => {
  it('reports the missing package of a platform', () => {
    expect(check({ 'node_modules/x': asking, 'node_modules/x-linux': { integrity } })).toMatchObject([
      { line: 3, message: 'x-darwin, required by node_modules/x, is missing' },
    ]);
  });

  it('accepts packages of all platforms, next to the package or inside it', () => {
    expect(
      check({ 'node_modules/x': asking, 'node_modules/x-linux': { integrity }, 'node_modules/x/node_modules/x-darwin': { integrity } }),
    ).toEqual([]);
  });

  it.each([undefined, 'sha1-AAAA'])('reports a package whose integrity is %s, unless it is ours', (given) => {
    const packages = { 'node_modules/x': { integrity: given }, 'node_modules/ours': { link: true } };
    expect(check(packages)).toMatchObject([{ message: 'node_modules/x has no SHA-512' }]);
  });

  it('reports a package.json that declares something else than was locked', () => {
    const declare = (version) => [['gateway/package.json', JSON.stringify({ dependencies: { a: '1', b: version } })]];
    const packages = { gateway: { dependencies: { b: '2', a: '1' } } };
    expect(check(packages, declare('2'))).toEqual([]);
    expect(check(packages, declare('3'))).toMatchObject([{ path: 'gateway/package.json' }]);
  });
});
