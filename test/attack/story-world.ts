import type { AnswerOf, CommandOf, Hash, Key, Reader, Recorded, TransactionName } from '@databund/model';
import { hashBytes, keys, readAuthorisation } from '@databund/model';
import { makeId, readKind } from '../support/cast';
import { amountHash, ids, place, slip } from '../support/lifecycles';
import { MemoryWorld, type Person } from '../support/memory-world';
import { replaceNames } from '../support/values';

/** A call of the story, as the network gets it. */
export interface StoryCall {
  readonly name: TransactionName;
  readonly command: object;
  readonly as: Person;
  readonly transient?: object;
}

/** Performs the calls of a story, and reads the ledger after them. */
export interface Stage {
  perform(call: StoryCall): Promise<unknown>;
  openSession(): Reader;
  /** Returns the hash of the certificate of a participant, which exists from then on. */
  readCertHash(person: Person): Promise<Hash>;
}

const day = 86_400_000;

/** The world of the tests' steps on a stage: each of its objects has an id of its own, and its period is around now. */
export class StoryWorld extends MemoryWorld {
  private readonly names: Map<string, string>;

  /** @param number the number of the episode, for everything that is named by words */
  constructor(
    private readonly stage: Stage,
    number: number,
  ) {
    super();
    const real = Object.values(ids).map((id) => [id, makeId(readKind(id))] as const);
    this.names = new Map([
      ...real,
      ['2026-01-01T00:00:00.000Z', new Date(Date.now() - day).toISOString()],
      ['2026-12-31T00:00:00.000Z', new Date(Date.now() + 30 * day).toISOString()],
      [`"${place.theme}"`, `"roads-${String(number)}"`],
    ]);
    this.names.set(amountHash.value, hashBytes(this.rename(slip)).value);
  }

  override find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    return this.stage.openSession().find(this.rename(key));
  }

  override openSession(): Reader {
    const session = this.stage.openSession();
    return {
      find: (key) => session.find(this.rename(key)),
      hasAnchor: (mspId, key, step) => session.hasAnchor(mspId, this.rename(key), step),
      isStored: (key) => session.isStored(this.rename(key)),
    };
  }

  override async readTermsHash(id: string): Promise<Hash | undefined> {
    const [session, real] = [this.stage.openSession(), this.rename(id)];
    const exists = (await session.find(keys.authorisation(real))) !== undefined;
    return exists ? (await readAuthorisation(session, real)).termsHash : undefined;
  }

  override async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    const person = this.rename(as);
    if (name === 'PinKeys') this.names.set(hashBytes(as.participantId).value, (await this.stage.readCertHash(person)).value);
    const call = { name, command: this.rename(command), as: person, ...(transient && { transient: this.rename(transient) }) };
    // The stage answers with what the same transaction answered.
    return (await this.stage.perform(call)) as AnswerOf<N>;
  }

  /** Replaces the names of the steps by those of this world. */
  rename<T>(value: T): T {
    return replaceNames(value, this.names);
  }
}
