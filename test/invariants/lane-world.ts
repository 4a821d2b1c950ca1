import { randomBytes } from 'node:crypto';
import {
  hashBytes,
  hashJson,
  keys,
  toCanonicalJson,
  toStateKey,
  type AnswerOf,
  type AuthorisationView,
  type CommandOf,
  type Hash,
  type IdKind,
  type Key,
  type Recorded,
  type TransactionName,
} from '@databund/model';
import { newId } from '../support/exchange';
import { ids } from '../support/lifecycles';
import { MemoryWorld, people, type Person, type PersonName } from '../support/memory-world';
import { replaceNames } from '../support/values';
import { publicCharge } from './kinds';

/** Where transactions are done: on a network, or by the rules alone in memory. */
export interface Ground {
  /** @throws ExchangeError, or Fabric’s error where the exchange did not refuse */
  perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>>;
}

/** Whom each of the people is in a story, and where the story takes place. */
export interface Scene {
  readonly ground: Ground;
  readonly players: Readonly<Partial<Record<PersonName, string>>>;
  /** A word of its own, so that what is named by words is no other story’s. */
  readonly word: string;
  /** A division of its own. */
  readonly adcode: string;
}

const windows = [
  ['2026-01-01T00:00:00.000Z', new Date(Date.now() - 86_400_000).toISOString()],
  ['2026-12-31T00:00:00.000Z', new Date(Date.now() + 30 * 86_400_000).toISOString()],
] as const;

/** The world of the deeds upon a real ledger, as one client knows it: objects under new ids, each as its newest answer showed it. */
export class LaneWorld extends MemoryWorld {
  private readonly names: Map<string, string>;
  private readonly views = new Map<string, object>();
  private slips: string[] = [];
  /** Texts that must be nowhere on the ledger. */
  readonly secrets: string[] = [];

  constructor(private readonly scene: Scene) {
    super();
    const players = Object.entries(scene.players).map(([name, id]) => [people[name as PersonName].participantId, id] as const);
    this.names = new Map<string, string>([...windows, ...players, ['roads', scene.word], ['310115', scene.adcode]]);
    for (const id of Object.values(ids)) this.rename(id);
  }

  /** Lets one of the names of the deeds stand for a new object; answers how to take that back. */
  rename(id: string): () => void {
    const { slips } = this;
    const before = this.names.get(id);
    this.names.set(id, newId(id.slice(0, 3) as IdKind));
    if (id === ids.trade) this.slips = [];
    return () => {
      if (before !== undefined) this.names.set(id, before);
      this.slips = slips;
    };
  }

  /** Lets a name of the deeds stand for an object that there is. */
  assign(id: string, real: string): void {
    this.names.set(id, real);
  }

  /** What was last shown of an object. */
  override find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return Promise.resolve(this.views.get(toStateKey(key)) as Recorded<T> | undefined);
  }

  /** Remembers how an object showed; nothing where it is to be forgotten. */
  remember(key: Key, view: object | undefined): void {
    if (view) this.views.set(toStateKey(key), view);
    else this.views.delete(toStateKey(key));
  }

  override termsHashOf(id: string): Promise<Hash | undefined> {
    const view = this.views.get(toStateKey(keys.authorisation(id))) as AuthorisationView | undefined;
    return Promise.resolve(view?.termsHash);
  }

  override async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    return this.scene.ground.perform(name, this.named(command), this.named(as.participantId), transient);
  }

  /** A price slip of the trade, by its number: each of another amount, and of a salt of its own. */
  slip(number: number): string {
    const known = this.slips[number];
    if (known !== undefined) return known;
    const salt = randomBytes(32).toString('hex');
    const slip = toCanonicalJson({ amountMinor: 100_000 + number, currency: 'CNY', salt, tradeId: this.named(ids.trade) });
    this.slips[number] = slip;
    this.secrets.push(slip, salt);
    return slip;
  }

  /** What the operator names of the money: of a slip, of the public charge, or something that nobody agreed on. */
  amountHash(number: number, isPublic: boolean): Hash {
    if (number < 0) return hashBytes('what nobody agreed on');
    return isPublic ? hashJson({ ...publicCharge, tradeId: this.named(ids.trade) }) : hashBytes(this.slip(number));
  }

  /** The same with this world’s names. */
  named<T>(value: T): T {
    return replaceNames(value, this.names);
  }
}
