import { BlockReader, type BlockContent, type Blocks, type ValidTransaction } from '@databund/ledger-verifier';
import { describeError } from '../audit-error';
import { describeSigner } from '../change-signer';
import { exchangeChaincode } from '../exchange-chaincode';
import { deliveryInvariants } from './deliveries';
import { DisclosedSlips } from './disclosed-slips';
import type { CheckTransaction, Invariant, Outcome } from './invariant';
import { judgeInvariants } from './judges';
import { LedgerState } from './ledger-state';
import { listingInvariants } from './listings';
import { moneyInvariants } from './money';
import type { ReExecutor } from '../replay/re-executor';
import { readTransaction, type ReadTransaction } from './read-transaction';
import { recordInvariants } from './records';
import { compareState, replayInvariants } from './replay';
import { secrecyInvariants } from './secrecy';
import { SecretSearch } from './secret-search';
import { stanceInvariants } from './stances';

/** The sixteen invariants of the exchange, by their numbers. */
const invariants: readonly Invariant[] = [
  ...deliveryInvariants,
  ...listingInvariants,
  ...moneyInvariants,
  ...stanceInvariants,
  ...judgeInvariants,
  ...recordInvariants,
  ...replayInvariants,
  ...secrecyInvariants,
].sort((a, b) => a.number - b.number);

/** The invariant that prices and secrets in blocks break. */
const pricesNumber = 5;
/** The invariant that a peer's differing state breaks. */
const replayNumber = 13;
const keptViolations = 20;

/** The place and the reason of a broken invariant. */
export interface Violation {
  /** Block number; -1 if the violation is not in a block. */
  readonly block: number;
  readonly transaction: string;
  /** The transaction's creator. */
  readonly actor?: string;
  readonly key?: string;
  readonly details: string;
}

/** The result of an invariant: how often it was applied, and where it was broken (the first twenty places). */
export interface InvariantResult {
  readonly number: number;
  readonly name: string;
  readonly rule: string;
  readonly exercised: number;
  readonly violationCount: number;
  readonly violations: readonly Violation[];
}

/** Secrets and state that the blocks are compared with. */
export interface InvariantOptions {
  /** The name of the exchange's chaincode; `databund` by default. */
  readonly chaincode?: string;
  /** Texts that no block may contain, such as price slips and their salts. */
  readonly secrets?: readonly string[];
  /** Runs every call again on the same replayed state, if it is given. */
  readonly reExecutor?: ReExecutor;
  /** A peer's public state of the chaincode, to be compared with the replayed state. */
  readonly publicState?: Iterable<readonly [key: string, value: Uint8Array]>;
}

type Place = Pick<Violation, 'block' | 'transaction' | 'actor'>;

/** Checks the sixteen invariants of the exchange over a ledger's blocks from block 0. @throws BLOCK_MALFORMED, TRANSACTION_MALFORMED */
export async function checkInvariants(blocks: Blocks, options: InvariantOptions = {}): Promise<readonly InvariantResult[]> {
  const checker = new InvariantChecker(options);
  for await (const block of blocks) await checker.checkBlock(block);
  if (options.publicState) checker.compareState(options.publicState);
  return checker.getResults();
}

/** Checks the invariants over blocks one after another. It believes flags and hashes: `verifyLedger` verifies those. */
export class InvariantChecker {
  private readonly reader = new BlockReader();
  private readonly state = new LedgerState();
  private readonly tallies = invariants.map((invariant) => new Tally(invariant));
  private readonly slips = new DisclosedSlips<Place>();
  private readonly secrets: SecretSearch;
  private readonly chaincode: string;
  private readonly reExecutor: ReExecutor | undefined;

  constructor({ chaincode = exchangeChaincode, secrets, reExecutor }: Omit<InvariantOptions, 'publicState'> = {}) {
    this.chaincode = chaincode;
    this.reExecutor = reExecutor;
    this.secrets = new SecretSearch(secrets);
  }

  /** Checks the next block. @throws BLOCK_MALFORMED, TRANSACTION_MALFORMED */
  async checkBlock(bytes: Uint8Array): Promise<void> {
    const block = this.reader.read(bytes);
    for (const valid of block.transactions) await this.checkTransaction(valid);
    this.searchEnvelopes(block);
  }

  /** Compares a peer's public state with what the blocks so far leave. */
  compareState(publicState: Iterable<readonly [key: string, value: Uint8Array]>): void {
    this.addOutcomes(replayNumber, compareState(this.state, publicState), { block: -1, transaction: '' });
  }

  /** Returns the public state that the blocks so far leave. */
  get replayedState(): LedgerState {
    return this.state;
  }

  getResults(): readonly InvariantResult[] {
    return this.tallies.map((tally) => tally.getResult());
  }

  private async checkTransaction(valid: ValidTransaction): Promise<void> {
    await this.reExecutor?.inspect(valid, this.state);
    const read = readTransaction(valid, this.state, this.chaincode);
    if (!read) return;
    const { creator } = read.committed;
    const at = { block: valid.block, transaction: valid.transaction.txId, ...(creator && { actor: describeSigner(creator) }) };
    for (const tally of this.tallies) {
      const pending = tally.check(read, at);
      if (pending) await pending;
    }
    this.reportSlips(this.slips.addHashes(read.committed));
    read.apply();
  }

  /** Searches all envelopes, because a transaction that is not valid is readable in the block too. */
  private searchEnvelopes({ number, envelopes, flags }: BlockContent): void {
    for (const [index, envelope] of envelopes.entries()) {
      const at = { block: number, transaction: `number ${String(index)}, flag ${String(flags[index] ?? 'missing')}` };
      this.reportSlips(this.slips.addEnvelope(envelope, at));
      if (this.secrets.isIn(envelope)) this.addOutcomes(pricesNumber, [{ broken: 'block contains a secret' }], at);
    }
  }

  private reportSlips(places: readonly Place[]): void {
    for (const at of places) this.addOutcomes(pricesNumber, [{ broken: 'block contains a price slip' }], at);
  }

  private addOutcomes(number: number, outcomes: readonly Outcome[], at: Place): void {
    this.tallies.find(({ invariant }) => invariant.number === number)?.add(outcomes, at);
  }
}

/** Counts how often an invariant was applied and broken. */
class Tally {
  private exercised = 0;
  private violationCount = 0;
  private readonly violations: Violation[] = [];
  private readonly checkTransaction: CheckTransaction;

  constructor(readonly invariant: Invariant) {
    this.checkTransaction = invariant.begin();
  }

  /** Applies the invariant, at once if it need read nothing. A record that a broken exchange left in an unexpected form breaks it too. */
  check({ committed, before, after }: ReadTransaction, at: Place): Promise<void> | undefined {
    try {
      const outcomes = this.checkTransaction(committed, { before, after });
      if (outcomes instanceof Promise) return this.addLater(outcomes, at);
      this.add(outcomes, at);
    } catch (error) {
      this.addFailure(error, at);
    }
    return undefined;
  }

  private async addLater(outcomes: Promise<readonly Outcome[]>, at: Place): Promise<void> {
    try {
      this.add(await outcomes, at);
    } catch (error) {
      this.addFailure(error, at);
    }
  }

  private addFailure(error: unknown, at: Place): void {
    this.add([{ broken: describeError(error) }], at);
  }

  add(outcomes: readonly Outcome[], at: Place): void {
    for (const { key, broken } of outcomes) {
      this.exercised += 1;
      if (broken === undefined) continue;
      this.violationCount += 1;
      if (this.violations.length < keptViolations) this.violations.push({ ...at, ...(key !== undefined && { key }), details: broken });
    }
  }

  getResult(): InvariantResult {
    const { invariant, exercised, violationCount, violations } = this;
    return { number: invariant.number, name: invariant.name, rule: invariant.rule, exercised, violationCount, violations };
  }
}
