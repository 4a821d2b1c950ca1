import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { isObject } from '../parse-json';
import { LedgerIndex } from '../evidence/ledger-index';

const folder = join(__dirname, '../../../../test/conformance/kept/1.0');

/** Blocks of the demo's exchange, as `npm run demo -- --keep` stored them. */
export const keptBlocks: readonly Uint8Array[] = splitBlocks(gunzipSync(readFileSync(join(folder, 'blocks.gz'))));
/** The roots of its organisations. */
export const keptRoots: PinnedRoots = readRoots(JSON.parse(readFileSync(join(folder, 'roots.json'), 'utf8')));
/** The first trade, which was settled. */
export const keptTrade = { kind: 'trade', id: 'trd-40jtdm9pb47vz5n5nkwzkhwram' } as const;

/** Reads a kept block by its number. */
export function readKept(number: number): Promise<Uint8Array> {
  return Promise.resolve(keptBlocks[number] ?? new Uint8Array());
}

/** Indexes the kept ledger. */
export function indexKept(): LedgerIndex {
  const index = new LedgerIndex();
  for (const block of keptBlocks) index.append(block);
  return index;
}

function splitBlocks(bytes: Buffer): readonly Uint8Array[] {
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const end = at + 4 + bytes.readUInt32BE(at);
    blocks.push(Uint8Array.from(bytes.subarray(at + 4, end)));
    at = end;
  }
  return blocks;
}

function readRoots(value: unknown): PinnedRoots {
  return isObject(value)
    ? Object.fromEntries(Object.entries(value).map(([mspId, pems]) => [mspId, Array.isArray(pems) ? pems.map(String) : []]))
    : {};
}
