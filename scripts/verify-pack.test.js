const { readFileSync, statSync } = require('node:fs');
const { join } = require('node:path');

const path = join(__dirname, 'verify-pack.js');

describe('the second verifier of packs', () => {
  it('fits into 16 KiB', () => {
    expect(statSync(path).size).toBeLessThanOrEqual(16 * 1024);
  });

  it('needs nothing but Node, and shares no code', () => {
    const names = [...readFileSync(path, 'utf8').matchAll(/require\('([^']+)'\)/g)].map(([, name]) => name);
    expect(names).toEqual(['node:crypto', 'node:fs', 'node:path']);
  });
});
