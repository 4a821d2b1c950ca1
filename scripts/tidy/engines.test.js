const { checkEngines } = require('./engines');

const check = (entry) => checkEngines(new Map([['package-lock.json', JSON.stringify({ packages: { 'node_modules/x': entry } }, null, 2)]]));

describe('checkEngines', () => {
  it.each(['>=22', '^18 || >=20.20', '^22.12.0'])('reports a package that refuses Node 20.19: %s', (node) => {
    expect(check({ engines: { node } })).toMatchObject([{ path: 'package-lock.json', line: 3, rule: 'engine' }]);
  });

  it('accepts packages that take Node 20.19, name no engine or are optional', () => {
    expect([{ engines: { node: '>=20.19' } }, {}, { optional: true, engines: { node: '>=22' } }].flatMap(check)).toEqual([]);
  });
});
