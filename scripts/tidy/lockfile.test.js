const { checkLockfile } = require('./lockfile');

const check = (packages) => checkLockfile(new Map([['package-lock.json', JSON.stringify({ packages }, null, 2)]]));
const asking = { optionalDependencies: { 'x-linux': '1.0.0', 'x-darwin': '1.0.0' } };

describe('checkLockfile', () => {
  it('reports the missing package of a platform', () => {
    expect(check({ 'node_modules/x': asking, 'node_modules/x-linux': {} })).toMatchObject([
      { line: 3, message: 'x-darwin, required by node_modules/x, is missing' },
    ]);
  });

  it('accepts packages of all platforms, next to the package or inside it', () => {
    expect(check({ 'node_modules/x': asking, 'node_modules/x-linux': {}, 'node_modules/x/node_modules/x-darwin': {} })).toEqual([]);
  });
});
