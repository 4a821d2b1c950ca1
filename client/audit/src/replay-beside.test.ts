import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { readBlockFolder } from '@databund/ledger-verifier';
import { ReplayBeside } from './replay/replay-beside';
import { auditBlocks, selectReplayOptions, type ExchangeOptions, type ExchangeReport } from './verify-exchange';

const conformance = join(__dirname, '../../../test/conformance');

/** Reads the blocks of the ledger that is kept from version 1.0 of the rules: each behind its length. */
function readKept(): readonly Uint8Array[] {
  const bytes = gunzipSync(readFileSync(join(conformance, 'kept/1.0/blocks.gz')));
  const blocks: Uint8Array[] = [];
  for (let at = 0; at < bytes.length; at += 4 + bytes.readUInt32BE(at))
    blocks.push(bytes.subarray(at + 4, at + 4 + bytes.readUInt32BE(at)));
  return blocks;
}

const kept = readKept();
const last = kept.length - 1;

function changeByte(number: number, find: (block: Buffer) => number): readonly Uint8Array[] {
  return kept.map((bytes, index) => {
    if (index !== number) return bytes;
    const changed = Buffer.from(bytes);
    const at = find(changed);
    changed[at] = (changed[at] ?? 0) ^ 1;
    return changed;
  });
}

/** Returns the blocks with each written text `from` replaced by one of the same length, which no signature covers then. */
function rewriteTexts(from: string, to: string): readonly Uint8Array[] {
  return kept.map((bytes) => Buffer.from(Buffer.from(bytes).toString('latin1').replaceAll(from, to), 'latin1'));
}

const ledgers: readonly (readonly [string, readonly Uint8Array[], ExchangeOptions])[] = [
  ['an honest ledger', kept, {}],
  ['a ledger of another chaincode', [...readBlockFolder(join(conformance, 'golden/blocks'))], {}],
  ['an exchange under another name', kept, { chaincode: 'other' }],
  ['a ledger without its first block', kept.slice(1), {}],
  ['a ledger with a missing block', kept.filter((_, index) => index !== 20), {}],
  ['a ledger with a cut block', [...kept.slice(0, 15), kept[15]!.subarray(0, 200), ...kept.slice(16)], {}],
  ['a ledger that does not start with a block', [Uint8Array.of(1, 2, 3), ...kept], {}],
  ['an empty ledger', [], {}],
  ['records with another state', rewriteTexts('"state":"LISTED"', '"state":"LISTEN"'), {}],
  ['records of another time', rewriteTexts('"at":"20', '"at":"21'), {}],
  ['calls of an unknown function', rewriteTexts('CreateListing', 'CreateLasting'), {}],
  ['a damaged signature', changeByte(last, (block) => block.length - 200), {}],
  ['damaged signatures that an earlier run assumed', rewriteTexts('"state":"LISTED"', '"state":"LISTEN"'), { verifiedBlocks: 1_000 }],
  ...Array.from({ length: 6 }, (_, step): readonly [string, readonly Uint8Array[], ExchangeOptions] => {
    const number = 5 + Math.floor((step * (last - 5)) / 6);
    return [`a flipped bit in block ${String(number)}`, changeByte(number, (block) => Math.floor((block.length * (step + 1)) / 8)), {}];
  }),
];

/** Audits blocks, with all that it says while it goes on. */
async function audit(blocks: readonly Uint8Array[], options: ExchangeOptions, beside?: ReplayBeside): Promise<string> {
  const progress: unknown[] = [];
  const report: ExchangeReport = await auditBlocks(blocks, { ...options, progress: (verified) => progress.push(verified) }, beside);
  return JSON.stringify({ progress, report }, null, 1);
}

describe('replay in a second thread', () => {
  it.each(ledgers)('reports the same as one thread on %s', async (_, blocks, options) => {
    const beside = ReplayBeside.begin(selectReplayOptions(options)); // A machine with one core starts no second thread.
    try {
      expect(await audit(blocks, options, beside)).toBe(await audit(blocks, { ...options, isParallel: false }));
    } finally {
      beside?.close();
    }
  });
});
