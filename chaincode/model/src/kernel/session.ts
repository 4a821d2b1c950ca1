import { makeAnchorKey, nameStep } from './anchor-key';
import { isSameBytes } from './bytes';
import type { KeyPolicy } from './declare';
import { ExchangeError } from './exchange-error';
import { toStateKey, type Key } from './key';
import { encodeKeyPolicy } from './key-policy';
import { continueWith, type Awaitable, type Ledger, type Reader, type SealedStep, type Store } from './reader';
import type { Recorded } from './record';
import { addMs, aheadMs } from './time';
import { listStatements } from './statement';
import { makeSeal, type Office, type Voice } from './voice';
import { vouchFor } from './vouch';

/** Describes what an organisation keeps of its own statement: the text under a key of its own collection. A sealed one only two organisations can change. */
export interface Anchor {
  readonly key: Key<string>;
  readonly text: string;
  /** SHA-256 of the text in hex, if it is known already. */
  readonly hash?: string;
  readonly seal?: KeyPolicy;
}

/** Names who may say what, by the type of the key, and who holds which office. The nouns make it. */
export interface Charter {
  readonly voices: Readonly<Record<string, Voice>>;
  readOffices(reader: Reader): Promise<Offices>;
  /** Returns whether a participant is registered under an organisation. */
  isRegistered(reader: StoredReader, participant: string, mspId: string): Promise<boolean>;
}

/** Reads records also as they are stored, whether or not they were said. */
export interface StoredReader extends Reader {
  findStored<T>(key: Key<T>): Promise<Recorded<T> | undefined>;
}

/** The organisations with their roles, and the one that operates the exchange. */
export interface Offices {
  readonly offices: readonly Office[];
  readonly operatorMspId: string;
}

/**
 * The reads of one transaction: each key at most once, remembered, so that the transaction's time can follow from them. A record is read
 * as far as its organisations have said it.
 */
export class Session implements Ledger, StoredReader {
  private readonly known = new Map<string, Promise<Recorded<object> | undefined>>();
  private readonly found = new Map<string, Recorded<object> | undefined>();
  private readonly stored = new Map<string, Awaitable<Recorded<object> | undefined>>();
  private readonly anchors = new Map<string, Awaitable<string | undefined>>();
  private readonly registered = new Map<string, Awaitable<boolean>>();
  private offices: Awaitable<Offices> | undefined;
  /** Grows with each write: what was read before it is not kept after it. */
  private epoch = 0;

  /** The latest time that a statement may claim. */
  private readonly latest: string;

  /** @param time the time of the call itself */
  constructor(
    private readonly store: Store,
    private readonly charter: Charter,
    time: string,
  ) {
    this.latest = addMs(time, aheadMs.read);
  }

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stateKey = toStateKey(key);
    const reading = this.known.get(stateKey) ?? this.read(key, stateKey);
    this.known.set(stateKey, reading);
    return reading as Promise<Recorded<T> | undefined>;
  }

  findAnchor(mspId: string, key: Key): Awaitable<string | undefined> {
    const name = nameAnchor(mspId, key);
    const reading = this.anchors.get(name) ?? this.store.findAnchor(mspId, key);
    this.anchors.set(name, reading);
    return reading;
  }

  async hasAnchor(mspId: string, key: Key, step?: SealedStep): Promise<boolean> {
    const reading = this.findAnchor(mspId, makeAnchorKey(key, step));
    return (reading instanceof Promise ? await reading : reading) !== undefined;
  }

  async isStored(key: Key): Promise<boolean> {
    return (await this.findStored(key)) !== undefined;
  }

  /** Returns the record of a key as it is stored, whether or not it was said. */
  async findStored<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const reading = this.readStored(key as Key<object>, toStateKey(key));
    return (reading instanceof Promise ? await reading : reading) as Recorded<T> | undefined;
  }

  private readStored(key: Key<object>, stateKey: string): Awaitable<Recorded<object> | undefined> {
    const reading = this.stored.get(stateKey) ?? this.store.find(key);
    this.stored.set(stateKey, reading);
    return reading;
  }

  readPage(prefix: Key, at: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    return this.store.readPage(prefix, at);
  }

  findPrivate(key: Key<string>, mspId?: string): Promise<string | undefined> {
    return this.store.findPrivate(key, mspId);
  }

  getPageLimit(): Promise<number> {
    return this.store.getPageLimit();
  }

  /** Returns what was read from a key, or written over it. */
  recall<T>(key: Key<T>): Recorded<T> | undefined {
    return this.recallFrom(toStateKey(key));
  }

  /** `as`: the key ties itself to the type of its value. */
  private recallFrom<T>(stateKey: string): Recorded<T> | undefined {
    return this.found.get(stateKey) as Recorded<T> | undefined;
  }

  /** Replaces what was read from a key by what this transaction writes. */
  remember(key: Key, record: Recorded<object>): void {
    const stateKey = toStateKey(key);
    this.known.set(stateKey, Promise.resolve(record));
    this.found.set(stateKey, record);
    this.epoch += 1;
    this.registered.clear();
    this.offices = undefined;
  }

  /** Returns whether a change replaces the one before if that was of the same kind. */
  isRepeated({ type }: Key, action: string): boolean {
    return this.charter.voices[type]?.steps[action]?.isRepeated === true;
  }

  /**
   * Makes the anchors of a record's last change: the statement, and if it binds its sealed copy, which is the only one unless the step can
   * be replaced. None if nobody needs to say it.
   */
  async makeAnchors(key: Key, record: Recorded<object>): Promise<readonly Anchor[]> {
    const voice = this.charter.voices[key.type];
    const statements = listStatements(key, record);
    const last = statements.at(-1);
    const step = last && voice?.steps[last.change.action];
    if (!voice || !last || !step || step.isEmpty) return [];
    const { text, hash } = last;
    const newest = { key: makeAnchorKey(key), text, hash };
    if (!step.binds) return [newest];
    const { operatorMspId } = await this.readOffices();
    const seal = makeSeal(step, last.change.mspId, await voice.parties(record, key, this), operatorMspId);
    const sealed = { key: makeAnchorKey(key, nameStep(statements)), text, hash, ...(seal && { seal }) };
    return step.replacedIn ? [newest, sealed] : [sealed];
  }

  /**
   * Looks whether the key that another organisation made for this one's first statement is under its policy alone. If it is not, others
   * could block every change: returns true if the statement stops the object, which the anchor alone can do.
   * @throws ExchangeError KEY_POLICY_FOREIGN if the statement is another one
   */
  async stopIfUsurped(key: Key, record: Recorded<object>): Promise<true | undefined> {
    const { steps = {}, stops, isFoundation } = this.charter.voices[key.type] ?? {};
    const statements = listStatements(key, record);
    const { action, mspId, revision } = record.change;
    const isFirst = !isFoundation && revision > 1 && statements.slice(0, -1).every(({ change }) => steps[change.action]?.isEmpty);
    if (!isFirst) return undefined;
    const policy = await this.store.findKeyPolicy(key);
    if (isSameBytes(policy, encodeKeyPolicy({ atLeast: 1, of: [mspId] }))) return undefined;
    if (!stops?.by.includes(action))
      throw new ExchangeError('KEY_POLICY_FOREIGN', { key: [key.type, ...key.parts].join('/'), expected: [mspId] });
    this.remember(key, { ...record, state: stops.state });
    return true;
  }

  /** Returns whether the last change of a record is an organisation's own, and anchored by it. */
  async isAnchoredBy(mspId: string, key: Key, record: Recorded<object>): Promise<boolean> {
    const last = listStatements(key, record).at(-1);
    return last?.change.mspId === mspId && (await this.findAnchor(mspId, makeAnchorKey(key))) === last.hash;
  }

  /** Returns every record that was read and exists. */
  listRecords(): readonly Recorded<object>[] {
    return [...this.found.values()].filter((record) => record !== undefined);
  }

  /** Returns a reader of what is known already, so that nothing more enters the transaction's read set. */
  asKnown(): Reader {
    return {
      find: (key) => Promise.resolve(this.recall(key)),
      hasAnchor: async (mspId, key, step) => (await this.anchors.get(nameAnchor(mspId, makeAnchorKey(key, step)))) !== undefined,
      isStored: (key) => Promise.resolve(this.found.get(toStateKey(key)) !== undefined),
    };
  }

  private async read(key: Key, stateKey: string): Promise<Recorded<object> | undefined> {
    const reading = this.readStored(key as Key<object>, stateKey);
    const stored = reading instanceof Promise ? await reading : reading;
    const voice = this.charter.voices[key.type];
    const vouched = stored && voice && !voice.isFoundation ? this.vouchFor(key, stored, voice) : stored;
    const record = vouched instanceof Promise ? await vouched : vouched;
    this.found.set(stateKey, record);
    return record;
  }

  private vouchFor(key: Key, record: Recorded<object>, voice: Voice): Awaitable<Recorded<object> | undefined> {
    return continueWith(this.readOffices(), ({ offices }) =>
      continueWith(voice.parties(record, key, this), (parties) =>
        vouchFor(key, record, voice, {
          findAnchor: (mspId, anchor) => this.findAnchor(mspId, anchor),
          isRegistered: (participant, mspId) => this.isRegistered(participant, mspId),
          offices,
          parties,
          latest: this.latest,
        }),
      ),
    );
  }

  private isRegistered(participant: string, mspId: string): Awaitable<boolean> {
    const name = `${String(mspId.length)} ${mspId}${participant}`;
    const known = this.registered.get(name);
    if (known !== undefined) return known;
    return this.keep(this.charter.isRegistered(this, participant, mspId), (value) => this.registered.set(name, value));
  }

  private readOffices(): Awaitable<Offices> {
    const keep = (offices: Awaitable<Offices>) => {
      this.offices = offices;
    };
    return this.offices ?? this.keep(this.charter.readOffices(this), keep);
  }

  /** Keeps what is being read, and in its place what was read, which those who ask again have at once. */
  private keep<T>(reading: Promise<T>, set: (value: Awaitable<T>) => void): Promise<T> {
    const { epoch } = this;
    const kept = reading.then((value) => {
      if (epoch === this.epoch) set(value);
      return value;
    });
    set(kept);
    return kept;
  }
}

function nameAnchor(mspId: string, key: Key): string {
  return `${mspId} ${toStateKey(key)}`;
}
