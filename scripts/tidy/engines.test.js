const { checkEngines } = require('./engines');

const check = (entry) => checkEngines(new Map([['package-lock.json', JSON.stringify({ packages: { 'node_modules/x': entry } }, null, 2)]]));

describe('engines of installed packages', () => {
  it.each(['>=22', '^18 || >=20.20', '^22.12.0'])('are reported where they refuse Node 20.19: %s', (node) => {
    expect(check({ engines: { node } })).toMatchObject([{ path: 'package-lock.json', line: 3, rule: 'engine' }]);
  });

  it('pass where they accept it, say nothing, or belong to an optional package', () => {
    expect([{ engines: { node: '>=20.19' } }, {}, { optional: true, engines: { node: '>=22' } }].flatMap(check)).toEqual([]);
  });
});
