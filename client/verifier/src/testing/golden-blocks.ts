import { join } from 'node:path';
import './use-node-platform';
import { readBlockFolder } from '../blocks/block-folder';
import type { ProblemCode } from '../report';
import { verifyLedger } from '../verify-ledger';
import type { VerifyOptions } from '../verify-options';

const folder = join(__dirname, '../../../../test/conformance/golden/blocks');

/** 46 blocks of real Fabric: values, conflicts, phantoms, private data, key-level policies. */
export const goldenBlocks: readonly Uint8Array[] = [...readBlockFolder(folder)].map((block) => Uint8Array.from(block));

/** Problem codes by the number of their block, each once. */
export type FoundCodes = Readonly<Record<number, readonly ProblemCode[]>>;

/** Verifies blocks and returns the codes found. */
export async function findCodes(blocks: readonly Uint8Array[], options: VerifyOptions = {}): Promise<FoundCodes> {
  const { problems, verified } = await verifyLedger(blocks, options);
  expect(verified).toBe(problems.length === 0);
  const found: Record<number, ProblemCode[]> = {};
  for (const { block, code } of problems) found[block] = [...new Set([...(found[block] ?? []), code])];
  return found;
}
