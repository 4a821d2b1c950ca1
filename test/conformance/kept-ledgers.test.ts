import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { rulesByVersion, verifyExchange } from '@databund/audit';
import { parseJson } from '../support/json';
import { keptFolder, readKeptBlocks } from '../support/kept-blocks';

const PinnedRoots = Type.Record(Type.String(), Type.Array(Type.String()));

describe.each(readdirSync(keptFolder))('kept ledger of version %s', (version) => {
  const pinnedRoots = parseJson(PinnedRoots, readFileSync(join(keptFolder, version, 'roots.json'), 'utf8'));

  it('still verifies by the rules of its version', async () => {
    const report = await verifyExchange(readKeptBlocks(version), { pinnedRoots });
    expect(report).toMatchObject({ verified: true, problems: [], notReplayed: [] });
    expect(report.blocks).toBeGreaterThan(30);
  });

  it('names rules that the audit keeps', () => {
    expect(Object.keys(rulesByVersion)).toContain(version);
  });
});
