import { chaincode, mspIds } from '../../conformance/test-channel';
import type { Step } from '../../support/lifecycles';
import { ExchangeChannel } from './exchange-channel';
import { fillListings, makeTemplate, type Template } from './fill-listings';
import { LedgerWorld, type Note } from './ledger-world';
import type { Size } from './measurements';
import { admitCast, found, type Story } from './stories';

/** One of the two ledgers, founded, with its cast and its listings. */
export class MeasuredLedger {
  /** Told of every transaction. */
  note: Note = () => undefined;
  private readonly listings: string[] = [];
  private next = 0;

  private constructor(
    readonly size: Size,
    private readonly exchange: ExchangeChannel,
    private readonly foundingKeys: readonly string[],
    private readonly template: Template,
  ) {}

  /** Founds an exchange on a channel of its own, whose chaincode answers at `host:port`. */
  static async begin(size: Size, chaincodeAddress: string): Promise<MeasuredLedger> {
    const exchange = await ExchangeChannel.open(chaincodeAddress);
    try {
      const keys: string[] = [];
      await found(new LedgerWorld(exchange, (_, { written }) => keys.push(...written)));
      await admitCast(new LedgerWorld(exchange, () => undefined));
      return new MeasuredLedger(size, exchange, keys, await makeTemplate(exchange));
    } catch (error) {
      await exchange.close();
      throw error;
    }
  }

  /** Adds listings, up to so many. */
  async fillUpTo(count: number): Promise<void> {
    this.listings.push(...(await fillListings(this.exchange, this.template, count - this.listings.length)));
  }

  /** A world in which a story can begin; where it is upon a listing, the next of those on the ledger. */
  async worldFor({ upon }: Story): Promise<LedgerWorld> {
    if (upon === 'no founding') await this.forgetFounding();
    const listing = upon === 'a listing' ? this.listings[this.next++ % this.listings.length] : undefined;
    return new LedgerWorld(this.exchange, (name, committed) => this.note(name, committed), listing);
  }

  close(): Promise<void> {
    return this.exchange.close();
  }

  /**
   * Makes the founding undone. An exchange is founded once; to be measured again, what it wrote is deleted: by every
   * organisation’s peer, and without the chaincode, which could not.
   */
  private async forgetFounding(): Promise<void> {
    const code = await this.exchange.channel.run({
      endorsers: mspIds,
      simulate: (simulator) => {
        for (const key of this.foundingKeys) simulator.deleteState(chaincode, key);
      },
    });
    if (code !== 0) throw new Error(`the founding was undone with code ${String(code)}`);
  }
}

/** Tells stories on all ledgers, each deed on the one and at once on the other; which comes first changes from deed to deed. */
export async function tell(ledgers: readonly MeasuredLedger[], stories: readonly Story[], times: number): Promise<void> {
  for (let time = 0; time < times; time += 1) {
    for (const story of stories) {
      const worlds: LedgerWorld[] = [];
      for (const ledger of ledgers) worlds.push(await ledger.worldFor(story));
      for (const [index, deed] of story.deeds.entries()) await doInTurn(deed, (time + index) % 2 === 0 ? worlds : worlds.toReversed());
    }
  }
}

async function doInTurn(deed: Step, worlds: readonly LedgerWorld[]): Promise<void> {
  for (const world of worlds) await deed(world);
}
