import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const path = join(__dirname, '../../bin/verify-pack.js');

describe('second verifier of packs', () => {
  it('fits into 16 KiB', () => {
    expect(statSync(path).size).toBeLessThanOrEqual(16 * 1024);
  });

  it('needs nothing but Node, and shares no code', () => {
    const names = [...readFileSync(path, 'utf8').matchAll(/require\('([^']+)'\)/g)].map(([, name]) => name);
    expect(names).toEqual(['node:crypto', 'node:fs', 'node:path']);
  });
});
