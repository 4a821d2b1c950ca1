import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Type } from '@sinclair/typebox';
import { rulesByVersion, verifyExchange } from '@databund/audit';
import { parseJson } from '../support/json';

/** Ledgers of tagged versions, as `npm run demo -- --keep test/conformance/kept/VERSION` stored them. */
const kept = join(__dirname, 'kept');
const PinnedRoots = Type.Record(Type.String(), Type.Array(Type.String()));

/** Yields the blocks of a kept ledger. */
async function* readBlocks(version: string): AsyncGenerator<Uint8Array> {
  const bytes = gunzipSync(readFileSync(join(kept, version, 'blocks.gz')));
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    yield await Promise.resolve(bytes.subarray(at + 4, end));
    at = end;
  }
}

describe.each(readdirSync(kept))('kept ledger of version %s', (version) => {
  const pinnedRoots = parseJson(PinnedRoots, readFileSync(join(kept, version, 'roots.json'), 'utf8'));

  it('still verifies by the rules of its version', async () => {
    const report = await verifyExchange(readBlocks(version), { pinnedRoots });
    expect(report).toMatchObject({ verified: true, problems: [], notReplayed: [] });
    expect(report.blocks).toBeGreaterThan(30);
  });

  it('names rules that the audit keeps', () => {
    expect(Object.keys(rulesByVersion)).toContain(version);
  });
});
