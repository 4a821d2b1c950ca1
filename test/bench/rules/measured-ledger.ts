import { chaincode, mspIds } from '../../conformance/test-channel';
import type { Step } from '../../support/lifecycles';
import { ExchangeChannel } from './exchange-channel';
import { fillListings, makeTemplate, type Template } from './fill-listings';
import { LedgerWorld, type Note } from './ledger-world';
import type { Size } from './measurements';
import { admitPeople, found, type Story } from './stories';
import { TestError } from '../../support/test-error';

/** One of the two ledgers, with a founded exchange, its participants and its listings. */
export class MeasuredLedger {
  /** Called with every transaction. */
  note: Note = () => undefined;
  private readonly listings: string[] = [];
  private next = 0;

  private constructor(
    readonly size: Size,
    private readonly exchange: ExchangeChannel,
    private readonly foundingKeys: readonly string[],
    private readonly template: Template,
  ) {}

  /** Founds an exchange on a channel of its own, whose chaincode is at `host:port`. */
  static async begin(size: Size, chaincodeAddress: string): Promise<MeasuredLedger> {
    const exchange = await ExchangeChannel.open(chaincodeAddress);
    try {
      const keys: string[] = [];
      await found(new LedgerWorld(exchange, (_, { written }) => keys.push(...written)));
      await admitPeople(new LedgerWorld(exchange, () => undefined));
      return new MeasuredLedger(size, exchange, keys, await makeTemplate(exchange));
    } catch (error) {
      await exchange.close();
      throw error;
    }
  }

  /** Adds listings up to this number. */
  async fillUpTo(count: number): Promise<void> {
    this.listings.push(...(await fillListings(this.exchange, this.template, count - this.listings.length)));
  }

  /** Makes a world in which a story can begin, with the next of the ledger's listings if it needs one. */
  async makeWorld({ needs }: Story): Promise<LedgerWorld> {
    if (needs === 'unfounded') await this.forgetFounding();
    const listing = needs === 'listing' ? this.listings[this.next++ % this.listings.length] : undefined;
    return new LedgerWorld(this.exchange, (name, committed) => this.note(name, committed), listing);
  }

  close(): Promise<void> {
    return this.exchange.close();
  }

  /**
   * Deletes the records of the founding, so that it can be measured again. Every organisation's peer endorses this without the chaincode,
   * which could not do it.
   */
  private async forgetFounding(): Promise<void> {
    const code = await this.exchange.channel.run({
      endorsers: mspIds,
      simulate: (simulator) => {
        for (const key of this.foundingKeys) simulator.deleteState(chaincode, key);
      },
    });
    if (code !== 0) throw new TestError('NOT_COMMITTED', `The deletion of the founding got the code ${String(code)}.`);
  }
}

/** Runs stories on all ledgers, each step on one and at once on the other, and alternates which is first. */
export async function runStories(ledgers: readonly MeasuredLedger[], stories: readonly Story[], times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const story of stories) {
      const worlds: LedgerWorld[] = [];
      for (const ledger of ledgers) worlds.push(await ledger.makeWorld(story));
      for (const [index, step] of story.steps.entries()) await runInTurn(step, (time + index) % 2 === 0 ? worlds : worlds.toReversed());
    }
  }
}

async function runInTurn(step: Step, worlds: readonly LedgerWorld[]): Promise<void> {
  for (const world of worlds) await step(world);
}
