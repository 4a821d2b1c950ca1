import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { gunzipSync } from 'node:zlib';

/** Ledgers of tagged versions, as `npm run demo -- --keep test/conformance/kept/VERSION` stored them. */
export const keptFolder = join(dirname(require.resolve('@databund/test/package.json')), 'conformance', 'kept');

/** Reads the blocks of a kept ledger. */
export function readKeptBlocks(version: string): readonly Uint8Array[] {
  const bytes = gunzipSync(readFileSync(join(keptFolder, version, 'blocks.gz')));
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    blocks.push(bytes.subarray(at + 4, end));
    at = end;
  }
  return blocks;
}
