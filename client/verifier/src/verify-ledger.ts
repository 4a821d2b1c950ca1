import { prepareBlocks, type Blocks } from './blocks/prepare-blocks';
import { LedgerVerifier } from './ledger-verifier';
import type { Check, ProblemCode, VerificationReport } from './report';
import type { VerifyOptions } from './verify-options';

/** Verifies a channel from its blocks alone: hashes, signatures, policies, and every validation flag. */
export async function verifyLedger<Code extends string = never, Kind extends string = never>(
  blocks: Blocks,
  options: VerifyOptions<Code, Kind> = {},
): Promise<VerificationReport<ProblemCode | Code, Check | Kind>> {
  const verifier = new LedgerVerifier(options);
  for await (const bytes of prepareBlocks(blocks, options)) verifier.verify(bytes);
  return verifier.buildReport();
}
