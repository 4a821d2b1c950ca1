import { common, peer } from '@hyperledger/fabric-protos';
import { decodeBlock, type Block } from '../block';
import { readChannelConfig, type ChannelConfig } from '../channel-config';
import { validTransactions } from '../read-history';
import type { Transaction } from '../transaction';
import { readCommitted } from './committed';
import { ofDeliveries } from './deliveries';
import type { Examine, Invariant, Outcome } from './invariant';
import { LedgerState } from './ledger-state';
import { ofJudges } from './judges';
import { ofListings } from './listings';
import { ofMoney } from './money';
import { ofRecords } from './records';
import { compareState, ofReplay } from './replay';
import { ofSecrecy } from './secrecy';
import { Secrets } from './secrets';
import { ofStances } from './stances';
import { ToldSlips } from './told-slips';

/** The sixteen invariants of the exchange, in their order. */
export const invariants: readonly Invariant[] = [
  ...ofDeliveries,
  ...ofListings,
  ...ofMoney,
  ...ofStances,
  ...ofJudges,
  ...ofRecords,
  ...ofReplay,
  ...ofSecrecy,
].sort((a, b) => a.number - b.number);

/** Where an invariant was broken. */
export interface Violation {
  readonly block: number;
  readonly transaction: string;
  readonly key?: string;
  readonly details: string;
}

/** How an invariant fared: how often it was put to the test, and where it was broken (at most twenty places). */
export interface InvariantResult {
  readonly number: number;
  readonly rule: string;
  readonly exercised: number;
  readonly violationCount: number;
  readonly violations: readonly Violation[];
}

/** What the checks are told besides the blocks. */
export interface InvariantOptions {
  /** The chaincode that keeps the exchange’s rules; `databund` by default. */
  readonly chaincode?: string;
  /** Texts that must be nowhere in the blocks: price slips, their salts. */
  readonly secrets?: readonly string[];
  /** A peer’s public state of the chaincode, key by key: compared with what the blocks leave. */
  readonly publicState?: Iterable<readonly [key: string, value: Uint8Array]>;
}

const keptViolations = 20;

class Tally {
  exercised = 0;
  violationCount = 0;
  readonly violations: Violation[] = [];
  readonly examine: Examine;

  constructor(readonly invariant: Invariant) {
    this.examine = invariant.begin();
  }

  add(outcomes: readonly Outcome[], at: Pick<Violation, 'block' | 'transaction'>): void {
    for (const { key, broken } of outcomes) {
      this.exercised += 1;
      if (broken === undefined) continue;
      this.violationCount += 1;
      if (this.violations.length < keptViolations) this.violations.push({ ...at, ...(key !== undefined && { key }), details: broken });
    }
  }
}

/** Holds the sixteen invariants against blocks, one after the other. It believes the flags and the chain: `verifyLedger` verifies those. */
export class InvariantReplay {
  private readonly state = new LedgerState();
  private readonly tallies = invariants.map((invariant) => new Tally(invariant));
  private readonly secrets: Secrets;
  private readonly slips = new ToldSlips<Pick<Violation, 'block' | 'transaction'>>();
  private config: ChannelConfig | undefined;

  constructor(private readonly options: Omit<InvariantOptions, 'publicState'> = {}) {
    this.secrets = new Secrets(options.secrets);
  }

  /** Takes the next block. @throws Error where it cannot be read */
  async take(bytes: Uint8Array): Promise<void> {
    const block = decodeBlock(bytes);
    for (const { transaction, index } of validTransactions(block)) {
      if (transaction.type === common.HeaderType.CONFIG) this.config = readChannelConfig(transaction.channel, transaction.data);
      else await this.takeTransaction(transaction, { block: block.number, index });
    }
    this.lookForSecrets(block);
  }

  /** Holds a peer’s public state of the chaincode, key by key, against what the blocks so far leave. */
  compare(publicState: Iterable<readonly [key: string, value: Uint8Array]>): void {
    this.tallyOf(13).add(compareState(this.state, publicState), { block: -1, transaction: '' });
  }

  /** What was found. */
  results(): readonly InvariantResult[] {
    return this.tallies.map(({ invariant: { number, rule }, exercised, violationCount, violations }) => ({
      number,
      rule,
      exercised,
      violationCount,
      violations,
    }));
  }

  private async takeTransaction(transaction: Transaction, { block, index }: { block: number; index: number }): Promise<void> {
    const { config, options, state } = this;
    if (!config) return;
    const version = `${block}.${index}` as const;
    const read = readCommitted(transaction, state, { block, version, chaincode: options.chaincode ?? 'databund', config });
    if (!read) return;
    const at = { block, transaction: transaction.txId };
    for (const tally of this.tallies) tally.add(await examined(tally, read), at);
    this.reportSlips(this.slips.give(read.committed));
    read.apply();
  }

  /** Also what did not count lies in the blocks. */
  private lookForSecrets({ number, data, flags }: Block): void {
    for (const [index, envelope] of data.entries()) {
      const transaction = `${String(index)}, ${String(flags[index] ?? peer.TxValidationCode.NOT_VALIDATED)}`;
      const at = { block: number, transaction };
      this.reportSlips(this.slips.take(envelope, at));
      if (this.secrets.isIn(envelope)) this.tallyOf(5).add([{ broken: 'holds a secret' }], at);
    }
  }

  private reportSlips(places: readonly Pick<Violation, 'block' | 'transaction'>[]): void {
    for (const at of places) this.tallyOf(5).add([{ broken: 'holds a price slip' }], at);
  }

  private tallyOf(number: number): Tally {
    const tally = this.tallies.find(({ invariant }) => invariant.number === number);
    if (!tally) throw new Error(`there is no invariant ${String(number)}`);
    return tally;
  }
}

/** What a broken exchange leaves may not be readable at all: that too is told. */
async function examined(
  { examine }: Tally,
  { committed, before, after }: NonNullable<ReturnType<typeof readCommitted>>,
): Promise<readonly Outcome[]> {
  try {
    return await examine(committed, { before, after });
  } catch (error) {
    return [{ broken: error instanceof Error ? error.message : String(error) }];
  }
}

/** Holds the sixteen invariants of the exchange against a ledger’s blocks from 0. @throws Error where a block cannot be read */
export async function checkInvariants(
  blocks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  options: InvariantOptions = {},
): Promise<readonly InvariantResult[]> {
  const replay = new InvariantReplay(options);
  for await (const block of blocks) await replay.take(block);
  if (options.publicState) replay.compare(options.publicState);
  return replay.results();
}
