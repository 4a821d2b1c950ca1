const { checkLockfile } = require('./lockfile');

const check = (packages) => checkLockfile(new Map([['package-lock.json', JSON.stringify({ packages }, null, 2)]]));
const asking = { optionalDependencies: { 'x-linux': '1.0.0', 'x-darwin': '1.0.0' } };

describe('the lockfile', () => {
  it('is incomplete without the package of a platform that a package asks for', () => {
    expect(check({ 'node_modules/x': asking, 'node_modules/x-linux': {} })).toMatchObject([
      { line: 3, message: 'x-darwin, which node_modules/x asks for, is missing' },
    ]);
  });

  it('is complete with each of them, beside the package or inside it', () => {
    expect(check({ 'node_modules/x': asking, 'node_modules/x-linux': {}, 'node_modules/x/node_modules/x-darwin': {} })).toEqual([]);
  });
});
