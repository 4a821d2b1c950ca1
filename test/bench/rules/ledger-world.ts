import {
  believeStored,
  nameEndorsers,
  nameFunction,
  hashBytes,
  toCanonicalJson,
  toStateKey,
  transactions,
  type AnswerOf,
  type AnyTransaction,
  type CommandOf,
  type Key,
  type Reader,
  type Recorded,
  type TransactionName,
} from '@databund/model';
import { chaincode } from '../../conformance/test-channel';
import { makeId, readKind } from '../../support/cast';
import { parseAnswer } from '../../support/json';
import { amountHash, ids, makeSlipTransient } from '../../support/lifecycles';
import { MemoryWorld, people, type Person } from '../../support/memory-world';
import { replaceNames } from '../../support/values';
import { explainError, type Committed, type ExchangeChannel } from './exchange-channel';
import { TestError } from '../../support/test-error';

/** The organisations of the exchange, as far as endorsers follow from them. */
const organisations = { operatorMspId: people.operator.mspId, authorityMspId: people.authority.mspId, organisations: [] };

/** Called with every transaction that a world has committed. */
export type Note = (name: TransactionName, committed: Committed) => void;

/** The world of the steps on a real ledger, which runs them with the chaincode and the devnet, for objects with new ids. */
export class LedgerWorld extends MemoryWorld {
  private readonly names: ReadonlyMap<string, string>;

  /** With `listing`, the steps use this listing, which is on the ledger already. */
  constructor(
    private readonly exchange: ExchangeChannel,
    private readonly note: Note,
    listing?: string,
  ) {
    super();
    this.names = makeNames(listing);
  }

  /** The id of the listing in the steps. */
  get listing(): string {
    return this.replaceStepIds(ids.listing);
  }

  /** The ledger has no forgeries, so what is stored was said. */
  override openSession(): Reader {
    return believeStored(this);
  }

  override find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(this.replaceStepIds(key));
    return this.exchange.channel.read('ExchangeMSP', (simulator) => {
      const bytes = simulator.getState(chaincode, stateKey);
      return bytes && (JSON.parse(Buffer.from(bytes).toString()) as Recorded<T>);
    });
  }

  /** @throws TestError UNEXPECTED_ERROR with the name of the transaction */
  override async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    const declaration: AnyTransaction = transactions[name];
    const endorsers = transient && declaration.kind === 'submit' ? nameEndorsers(declaration, as.mspId, organisations) : undefined;
    const submission = {
      as: this.replaceStepIds(as),
      at: new Date(this.nowMs),
      args: [nameFunction(transactions[name]), toCanonicalJson(this.replaceStepIds(command))],
      transient: transient && toCanonicalJson(this.replaceStepIds(transient)),
      ...(endorsers && { endorsers }),
    };
    try {
      const committed = await this.exchange.submit(submission);
      this.note(name, committed);
      return parseAnswer(name, committed.answer);
    } catch (error) {
      throw new TestError('UNEXPECTED_ERROR', `${name} failed: ${explainError(error)}`, { cause: error });
    }
  }

  /** Replaces the ids of the steps by those of this world. */
  private replaceStepIds<T>(value: T): T {
    return replaceNames(value, this.names);
  }
}

/** Makes new ids for the objects of the steps and for the other provider. A price's hash follows the trade of its slip. */
function makeNames(listing: string | undefined): ReadonlyMap<string, string> {
  const all = [...Object.values(ids), people.otherProvider.participantId];
  const names = new Map<string, string>(all.map((id) => [id, makeId(readKind(id))]));
  if (listing !== undefined) names.set(ids.listing, listing);
  const slip = makeSlipTransient().slip.replace(ids.trade, names.get(ids.trade) ?? '');
  return names.set(amountHash.value, hashBytes(slip).value);
}
