import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashBytes, rulesVersion } from '@databund/model';
import { readExchangeTopology } from './exchange-topology';
import { requireTaggedRules } from './tagged-rules';

describe('requireTaggedRules', () => {
  const folder = mkdtempSync(join(tmpdir(), 'databund-rules-'));
  const chaincode = join(folder, 'chaincode.js');
  const check = (version: string) => () => {
    requireTaggedRules({ version, chaincode, tags: folder });
  };

  beforeAll(() => {
    writeFileSync(chaincode, 'exports.rules = 1;');
    writeFileSync(join(folder, '1.0.json'), JSON.stringify({ chaincodeSha256: hashBytes('exports.rules = 1;').value }));
    writeFileSync(join(folder, '1.1.json'), JSON.stringify({ chaincodeSha256: hashBytes('exports.rules = 2;').value }));
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });

  it.each(['1.0', '2.0'])('accepts a version that is tagged with these rules, or not tagged: %s', (version) => {
    expect(check(version)).not.toThrow();
  });

  it('rejects a version that is tagged with other rules, and names both hashes', () => {
    expect(check('1.1')).toThrow(/has the SHA-256 [0-9a-f]{64}; expected [0-9a-f]{64}, which version 1\.1 was tagged with/);
  });
});

it('the topology of the exchange names the version of the rules', () => {
  expect(readExchangeTopology().chaincode.version).toBe(rulesVersion);
});
