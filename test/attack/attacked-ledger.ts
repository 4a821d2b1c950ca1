import type { StateAccess } from '@databund/ledger-verifier';
import { hashFounding, type CommandOf, type Hash, type Identity } from '@databund/model';
import type { FabricNetwork } from '../support/fabric-network';
import type { Person } from '../support/memory-world';
import { openNetwork } from '../support/open-network';
import { TestError } from '../support/test-error';
import { AnswerBook, type Compared } from './answer-book';
import { BlockFeed } from './block-feed';
import { Crew, type Committed, type RawCall } from './crew';
import { LedgerCopy } from './ledger-copy';
import { PrivateTexts } from './private-texts';
import { nameQuestion } from './questions';
import { findSubmit } from './scene';
import type { StoryCall } from './story-world';

/** A network whose peers all collude if a proposal asks them to, and the state that it would have without any forgery. */
export class AttackedLedger {
  /** The state that honest transactions alone lead to. */
  readonly honest: LedgerCopy;
  readonly book: AnswerBook;
  readonly texts = new PrivateTexts();
  /** The ids of honest transactions. */
  readonly honestIds = new Set<string>();

  private constructor(
    private readonly network: FabricNetwork,
    private readonly crew: Crew,
    private readonly feed: BlockFeed,
    readonly founding: Hash,
  ) {
    this.honest = this.makeCopy();
    this.book = new AnswerBook(this.honest, { founding, identify: (person) => this.identify(person) });
  }

  /** Starts a network whose organisations agreed to a founding document. */
  static async open(document: CommandOf<'FoundExchange'>, colludingAt: readonly string[], name?: string): Promise<AttackedLedger> {
    const founding = hashFounding(document);
    const network = await openNetwork({ chaincode: 'databund', founding, colludingAt, batchTimeoutMs: 5 }, name);
    try {
      return new AttackedLedger(network, new Crew(network), await BlockFeed.open(network, 'RegulatorMSP'), founding);
    } catch (error) {
      await network.stop();
      throw error;
    }
  }

  get blocks(): readonly Uint8Array[] {
    return this.feed.blocks;
  }

  /** Returns what a participant's certificate says. */
  identify(person: Person): Promise<Identity> {
    return this.crew.identify(person);
  }

  /** Commits a step of the story. @throws TestError NOT_COMMITTED */
  async commit(call: StoryCall): Promise<Committed> {
    const committed = await this.crew.submit(call, findSubmit(call));
    if (committed.code !== 'VALID') throw new TestError('NOT_COMMITTED', `${call.name} was committed as ${committed.code}.`);
    this.honestIds.add(committed.txId);
    for (const accesses of (await this.readTo(committed.block)).values()) {
      this.book.note(this.honest.apply(accesses));
      this.texts.noteAccesses(accesses);
    }
    return committed;
  }

  /** Orders transactions at the same time, and returns what each came to with what it wrote. */
  async forge(calls: readonly RawCall[]): Promise<readonly Forged[]> {
    for (const { raw } of calls) this.texts.noteRaw(raw);
    const committed = await Promise.all(calls.map((call) => this.crew.submitRaw(call)));
    const last = committed.map(({ block }) => block).reduce((a, b) => (a > b ? a : b), 0n);
    const written = await this.readTo(last);
    return committed.map((each) => ({ ...each, accesses: written.get(each.txId) ?? [] }));
  }

  /** Requires that the peer of an organisation answers as the state from the blocks does. @throws TestError UNEXPECTED_ANSWER */
  async expectAnswer({ question, text }: Compared, mspId: string): Promise<void> {
    const answer = await this.crew.ask(question, mspId);
    if (answer === text) return;
    throw new TestError('UNEXPECTED_ANSWER', `The peer of ${mspId} answers ${nameQuestion(question)} with ${answer}, ${text} expected.`);
  }

  /** Makes an empty copy, or one over the honest state. */
  makeCopy(below?: LedgerCopy): LedgerCopy {
    return new LedgerCopy(this.network.connectionProfile.chaincode, below);
  }

  async close(): Promise<void> {
    this.feed.close();
    this.crew.close();
    await this.network.stop();
  }

  /** Reads new blocks, and returns what their valid transactions wrote. */
  private async readTo(block: bigint): Promise<ReadonlyMap<string, readonly StateAccess[]>> {
    const contents = await this.feed.readTo(block);
    const valid = contents.flatMap(({ transactions }) => transactions.map(({ transaction }) => transaction));
    return new Map(valid.map(({ txId, action }) => [txId, action?.accesses ?? []]));
  }
}

/** A forgery that was ordered, with what it wrote if it is valid. */
export interface Forged extends Committed {
  readonly accesses: readonly StateAccess[];
}
