import { randomBytes } from 'node:crypto';
import {
  believeStored,
  hashBytes,
  hashJson,
  keys,
  toCanonicalJson,
  toStateKey,
  type AnswerOf,
  type AuthorisationView,
  type CommandOf,
  type Hash,
  type Key,
  type Reader,
  type Recorded,
  type TransactionName,
} from '@databund/model';
import { makeId, readKind } from '../support/cast';
import { ids } from '../support/lifecycles';
import { MemoryWorld, people, type Person, type PersonName } from '../support/memory-world';
import { listKeys, replaceNames } from '../support/values';
import { publicCharge } from './kinds';

/** Ids of the participant that the one of a story may succeed, and of its draft. */
export const idsOfPredecessor = { predecessor: 'ptc-0000000000000000000000000y', draft: 'lst-0000000000000000000000000y' } as const;

/** Performs transactions on a network or in memory. */
export interface Ground {
  /** @throws ExchangeError, or Fabric's error if the exchange did not refuse */
  perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: string, transient?: object): Promise<AnswerOf<N>>;
}

/** The participants that play the people of a story, and where the story runs. */
export interface Scene {
  readonly ground: Ground;
  readonly players: Readonly<Partial<Record<PersonName, string>>>;
  /** A word of the story's own for everything that is named by words. */
  readonly word: string;
  /** A division of the story's own. */
  readonly adcode: string;
}

const windows = [
  ['2026-01-01T00:00:00.000Z', new Date(Date.now() - 86_400_000).toISOString()],
  ['2026-12-31T00:00:00.000Z', new Date(Date.now() + 30 * 86_400_000).toISOString()],
] as const;

/** The world of the steps on a real ledger as one client knows it: objects have new ids, and each is as its newest answer. */
export class LaneWorld extends MemoryWorld {
  private readonly names: Map<string, string>;
  private readonly views = new Map<string, object>();
  private slips: string[] = [];
  /** Texts that must not be anywhere on the ledger. */
  readonly secrets: string[] = [];

  constructor(private readonly scene: Scene) {
    super();
    const players = listKeys(people).map((name) => [people[name].participantId, scene.players[name]] as const);
    const played = players.filter((player): player is readonly [string, string] & typeof player => player[1] !== undefined);
    this.names = new Map<string, string>([...windows, ...played, ['roads', scene.word], ['310115', scene.adcode]]);
    for (const id of [...Object.values(ids), ...Object.values(idsOfPredecessor)]) this.rename(id);
  }

  /** Gives an object of the steps a new id. Returns a function that undoes this. */
  rename(id: string): () => void {
    const { slips } = this;
    const before = this.names.get(id);
    this.names.set(id, makeId(readKind(id)));
    if (id === ids.trade) this.slips = [];
    return () => {
      if (before !== undefined) this.names.set(id, before);
      this.slips = slips;
    };
  }

  /** Gives an object of the steps the id of an existing object. */
  assign(id: string, real: string): void {
    this.names.set(id, real);
  }

  /** Returns the newest view of an object. */
  /** The ledger has no forgeries, so what is stored was said. */
  override openSession(): Reader {
    return believeStored(this);
  }

  override find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return Promise.resolve(this.views.get(toStateKey(key)) as Recorded<T> | undefined);
  }

  /** Remembers the view of an object, or forgets it if the view is `undefined`. */
  remember(key: Key, view: object | undefined): void {
    if (view) this.views.set(toStateKey(key), view);
    else this.views.delete(toStateKey(key));
  }

  override readTermsHash(id: string): Promise<Hash | undefined> {
    const view = this.views.get(toStateKey(keys.authorisation(id))) as AuthorisationView | undefined;
    return Promise.resolve(view?.termsHash);
  }

  override async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    return this.scene.ground.perform(name, this.replaceStepIds(command), this.replaceStepIds(as.participantId), transient);
  }

  /** Returns a price slip of the trade by its number, with an amount and a salt of its own. */
  makeSlip(number: number): string {
    const known = this.slips[number];
    if (known !== undefined) return known;
    const salt = randomBytes(32).toString('hex');
    const slip = toCanonicalJson({ amountMinor: 100_000 + number, currency: 'CNY', salt, tradeId: this.replaceStepIds(ids.trade) });
    this.slips[number] = slip;
    this.secrets.push(slip, salt);
    return slip;
  }

  /** Returns the hash that the operator names: of a slip, of the public charge, or of nothing agreed. */
  hashAmount(number: number, isPublic: boolean): Hash {
    if (number < 0) return hashBytes('what nobody agreed on');
    return isPublic ? hashJson({ ...publicCharge, tradeId: this.replaceStepIds(ids.trade) }) : hashBytes(this.makeSlip(number));
  }

  /** Replaces the names of the steps by those of this world. */
  replaceStepIds<T>(value: T): T {
    return replaceNames(value, this.names);
  }
}
