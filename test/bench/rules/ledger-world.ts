import {
  functionOf,
  hashBytes,
  toCanonicalJson,
  toStateKey,
  transactions,
  type AnswerOf,
  type CommandOf,
  type IdKind,
  type Key,
  type Recorded,
  type TransactionName,
} from '@databund/model';
import { chaincode } from '../../conformance/test-channel';
import { newId } from '../../support/exchange';
import { amountHash, ids, makeSlipTransient } from '../../support/lifecycles';
import { MemoryWorld, people, type Person } from '../../support/memory-world';
import { replaceNames } from '../../support/values';
import { explained, type Committed, type ExchangeChannel } from './exchange-channel';

/** Told of every transaction that a world has committed. */
export type Note = (name: TransactionName, committed: Committed) => void;

/** The world of the deeds upon a real ledger: what `MemoryWorld` does in memory, the chaincode and the devnet do here, for objects under new ids. */
export class LedgerWorld extends MemoryWorld {
  private readonly names: ReadonlyMap<string, string>;

  /** With `listing`, the world’s listing is that one, which is on the ledger already. */
  constructor(
    private readonly exchange: ExchangeChannel,
    private readonly note: Note,
    listing?: string,
  ) {
    super();
    this.names = newNames(listing);
  }

  /** The listing that the deeds are about. */
  get listing(): string {
    return this.named(ids.listing);
  }

  override find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(this.named(key));
    return this.exchange.channel.read('ExchangeMSP', (simulator) => {
      const bytes = simulator.getState(chaincode, stateKey);
      return bytes && (JSON.parse(Buffer.from(bytes).toString()) as Recorded<T>);
    });
  }

  /** @throws Error that names the transaction, where it is refused */
  override async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    const submission = {
      as: this.named(as),
      at: new Date(this.nowMs),
      args: [functionOf(transactions[name]), toCanonicalJson(this.named(command))],
      transient: transient && toCanonicalJson(this.named(transient)),
    };
    try {
      const committed = await this.exchange.submit(submission);
      this.note(name, committed);
      return JSON.parse(committed.answer) as AnswerOf<N>;
    } catch (error) {
      throw new Error(`${name}: ${explained(error)}`, { cause: error });
    }
  }

  /** The same with this world’s ids. */
  private named<T>(value: T): T {
    return replaceNames(value, this.names);
  }
}

/** New ids for the deeds’ objects, and for the other provider, whom they let register each time; a price’s hash follows its slip’s trade. */
function newNames(listing: string | undefined): ReadonlyMap<string, string> {
  const all = [...Object.values(ids), people.otherProvider.participantId];
  const names = new Map<string, string>(all.map((id) => [id, newId(id.slice(0, 3) as IdKind)]));
  if (listing !== undefined) names.set(ids.listing, listing);
  const slip = makeSlipTransient().slip.replace(ids.trade, names.get(ids.trade) ?? '');
  return names.set(amountHash.value, hashBytes(slip).value);
}
