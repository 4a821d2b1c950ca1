import { makeAnchorKey, makeWitnessKey, nameStep } from './anchor-key';
import { isSameBytes } from './bytes';
import type { KeyPolicy } from './declare';
import { ExchangeError } from './exchange-error';
import { toStateKey, type Key } from './key';
import { encodeKeyPolicy } from './key-policy';
import { continueWith, type Awaitable, type Ledger, type Reader, type SealedStep, type Store } from './reader';
import type { Recorded } from './record';
import { addMs, aheadMs } from './time';
import { listWitnesses } from './judge-record';
import { listStatements } from './statement';
import { makeSeal, type Office, type Parties, type Party, type Voice, type VoiceStep } from './voice';
import { vouchFor } from './vouch';

/** Describes what an organisation keeps of a statement: the text under a key of its own collection. A sealed one only two organisations can change. */
export interface Anchor {
  /** The organisation that keeps it as a witness; by default the one that made the statement. */
  readonly mspId?: string;
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
  readonly authorityMspId: string;
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
   * Makes the anchors of a record's last change, none if nobody needs to say it: the statement, and if it binds its sealed copy, which is
   * the only one unless the step can be replaced. If the step needs a witness, the party that loses by it keeps a copy, or the authority.
   */
  async makeAnchors(key: Key, record: Recorded<object>, witness?: 'authority'): Promise<readonly Anchor[]> {
    const spoken = this.findSpoken(key, record);
    if (!spoken) return [];
    const { voice, step, last, place } = spoken;
    const said = { text: last.text, hash: last.hash };
    const newest = { key: makeAnchorKey(key), ...said };
    if (!step.binds && !step.witness) return [newest];
    const keepers = { speaker: last.change.mspId, parties: await voice.parties(record, key, this), offices: await this.readOffices() };
    const loser = step.witness?.(record, last, keepers.parties);
    const copies = loser ? chooseWitness(loser, keepers, witness) : [];
    return [
      ...(step.binds && !step.replacedIn ? [] : [newest]),
      ...(step.binds ? [{ key: makeAnchorKey(key, place), ...said, ...sealStep(step, keepers) }] : []),
      ...copies.map((keeper) => ({ key: makeWitnessKey(key, place), ...said, ...keeper })),
    ];
  }

  /** Finds the last change of a record and the rules of its step; nothing if nobody needs to say it. */
  private findSpoken(key: Key, record: Recorded<object>) {
    const voice = this.charter.voices[key.type];
    const statements = listStatements(key, record);
    const last = statements.at(-1);
    const step = last && voice?.steps[last.change.action];
    return voice && last && step && !step.isEmpty ? { voice, step, last, place: nameStep(statements) } : undefined;
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

  /** Returns whether the last change of a record is an organisation's own sealed step, and anchored by it. */
  async isAnchoredBy(mspId: string, key: Key, record: Recorded<object>): Promise<boolean> {
    const statements = listStatements(key, record);
    const last = statements.at(-1);
    return last?.change.mspId === mspId && (await this.findAnchor(mspId, makeAnchorKey(key, nameStep(statements)))) === last.hash;
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
    return continueWith(this.readOffices(), ({ offices, ...overseers }) =>
      continueWith(voice.parties(record, key, this), (parties) =>
        vouchFor(key, record, voice, {
          findAnchor: (mspId, anchor) => this.findAnchor(mspId, anchor),
          isRegistered: (participant, mspId) => this.isRegistered(participant, mspId),
          offices,
          overseers,
          parties,
          latest: this.latest,
          hasCause: (said) => voice.hasCause?.(said, key, this) ?? true,
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

/** The organisations that can keep a statement. */
interface Keepers {
  readonly speaker: string;
  readonly parties: Parties;
  readonly offices: Offices;
}

function sealStep(step: VoiceStep, { speaker, parties, offices }: Keepers): Pick<Anchor, 'seal'> {
  const seal = makeSeal(step, speaker, { parties, offices });
  return seal ? { seal } : {};
}

/** Chooses who witnesses a step: the party that loses by it, or the overseer that stands in for it if one is named; nobody if none can. */
function chooseWitness(
  loser: Party,
  { speaker, parties, offices: overseers }: Keepers,
  named: 'authority' | undefined,
): readonly Required<Pick<Anchor, 'mspId' | 'seal'>>[] {
  const mspId = listWitnesses(loser, speaker, { parties, overseers }).at(named ? -1 : 0);
  return mspId === undefined ? [] : [{ mspId, seal: { atLeast: 2, of: [mspId, speaker] } }];
}

function nameAnchor(mspId: string, key: Key): string {
  return `${mspId} ${toStateKey(key)}`;
}
