import { InvariantReplay, type InvariantResult } from './invariants/check-invariants';
import type { VerificationReport } from './report';
import { verifyLedger, type VerifyOptions } from './verify-ledger';

/** What the ledger’s verification found, and how the sixteen invariants fared over the same blocks. */
export interface ExchangeReport extends VerificationReport {
  /** Whether nothing was wrong with the ledger, every block could be replayed, and every invariant held. */
  readonly verified: boolean;
  readonly invariants: readonly InvariantResult[];
  /** Why blocks could not be replayed, in their order: over those the invariants were not checked. */
  readonly notReplayed: readonly string[];
}

/** Verifies a ledger and holds the sixteen invariants of the exchange against it, in one pass over its blocks. */
export async function verifyExchange(
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: VerifyOptions = {},
): Promise<ExchangeReport> {
  const replay = new InvariantReplay(options);
  const notReplayed: string[] = [];
  const report = await verifyLedger(shownTo(replay, blocks, notReplayed), options);
  const invariants = replay.results();
  const holds = invariants.every(({ violationCount }) => violationCount === 0);
  return { ...report, verified: report.verified && notReplayed.length === 0 && holds, invariants, notReplayed };
}

async function* shownTo(
  replay: InvariantReplay,
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  notReplayed: string[],
): AsyncGenerator<Uint8Array> {
  for await (const block of blocks) {
    await replay.take(block).catch((error: unknown) => notReplayed.push(error instanceof Error ? error.message : String(error)));
    yield block;
  }
}
