import { createHash } from 'node:crypto';
import {
  Session,
  charter,
  encodeKeyPolicy,
  hashBytes,
  hashFounding,
  listMembers,
  listStatements,
  makeAnchorKey,
  nameStep,
  toInstant,
  invoke,
  keys,
  readAuthorisation,
  readPageLimit,
  recordOf,
  toCanonicalJson,
  toStateKey,
  transactions,
  upgradeRecord,
  type AnswerOf,
  type AnyTransaction,
  type CommandOf,
  type Exchange,
  type Hash,
  type Identity,
  type Key,
  type KeyPolicy,
  type ParticipantRecord,
  type Reader,
  type Recorded,
  type Role,
  type SealedStep,
  type Statement,
  type Store,
  type Trail,
  type TransactionName,
  type Writes,
} from '@databund/model';
import { makeFounding } from './found-exchange';

/** A caller in a world without certificates. */
export interface Person {
  readonly participantId: string;
  readonly mspId: string;
  readonly roles: readonly Role[];
}

/** A change that the rules did not decide. */
interface Appended<T> {
  readonly action: string;
  readonly as: Person;
  readonly change: (record: Recorded<T>) => T;
  /** The time that it claims, in milliseconds since 1970; by default that of the change before. */
  readonly at?: number;
}

/** The rules alone, without Fabric: `invoke` over records in memory, at a time that the test chooses. */
export class MemoryWorld implements Store {
  private readonly records = new Map<string, Recorded<object>>();
  private readonly indexes = new Set<string>();
  private readonly privates = new Map<string, string>();
  private readonly anchors = new Map<string, string>();
  private readonly policies = new Map<string, Uint8Array>();
  private count = 0;
  private callerMspId = '';
  /** The hash of the founding document that the world's organisation agreed to. */
  agreedFounding = hashFounding(makeFounding(people.operator.participantId, people.authority.participantId));
  nowMs = Date.UTC(2026, 0, 1);

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const record = this.records.get(toStateKey(key));
    return Promise.resolve(record && upgradeRecord(key, record));
  }

  findAnchor(mspId: string, key: Key): Promise<string | undefined> {
    return Promise.resolve(this.anchors.get(nameAnchor(mspId, key)));
  }

  findKeyPolicy(key: Key): Promise<Uint8Array | undefined> {
    return Promise.resolve(this.policies.get(toStateKey(key)));
  }

  /** Puts a key under another endorsement policy, as colluding peers could when they made it. */
  setKeyPolicy(key: Key, policy: KeyPolicy): void {
    this.policies.set(toStateKey(key), encodeKeyPolicy(policy));
  }

  readPage(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    const [start, behind] = [toStateKey(prefix), after ? toStateKey(after) : ''];
    const found = [...this.records.keys(), ...this.indexes].filter((text) => text.startsWith(start) && text > behind).sort();
    return Promise.resolve(found.slice(0, limit).map((text) => ({ type: prefix.type, parts: text.split('\u0000').slice(2, -1) })));
  }

  /** Returns what an organisation keeps privately at a key; by default that of the newest caller. */
  findPrivate(key: Key<string>, mspId = this.callerMspId): Promise<string | undefined> {
    return Promise.resolve(this.privates.get(nameAnchor(mspId, key)));
  }

  getPageLimit(): Promise<number> {
    return readPageLimit(this);
  }

  /** Performs a transaction as a person. @throws ExchangeError, and changes nothing */
  async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    this.count += 1;
    this.callerMspId = as.mspId;
    const declaration: AnyTransaction = transactions[name];
    const admits = declaration.kind === 'submit' ? declaration.admits : undefined;
    if (admits !== 'applicant' && admits !== 'founder') this.register(as);
    const { answer, writes } = await invoke(declaration, this, {
      identity: makeIdentity(as),
      txId: hashBytes(String(this.count)).value,
      time: toInstant(this.nowMs),
      input: toCanonicalJson(command),
      agreedFounding: this.agreedFounding,
      ...(transient && { transient: toCanonicalJson(transient) }),
    });
    if (writes) this.write(writes, as.mspId);
    return answer as AnswerOf<N>;
  }

  /** Returns a hash of all records, to compare worlds. */
  serialize(): string {
    return createHash('sha256')
      .update(JSON.stringify([...this.records]))
      .digest('hex');
  }

  /**
   * Writes what the organisations that spoke in a record could write together with patched peers: they rewrite their own statements and
   * anchor them. Deletes the key if `change` returns nothing.
   */
  forge<T extends object>(key: Key<T>, change: (record: Recorded<T>) => T | undefined): void {
    const text = toStateKey(key);
    const before = this.records.get(text) as Recorded<T>;
    const forged = change(before) as (T & { readonly state: string }) | undefined;
    if (!forged) return void this.records.delete(text);
    const record = { ...forged, schema: before.schema, change: { ...before.change, to: forged.state }, trail: addMembers(before, forged) };
    this.records.set(text, record);
    const statements = listStatements(key, record);
    for (const index of statements.keys()) this.anchorStatement(key, statements, index);
  }

  /** Writes a record as `forge` does, but anchors nothing. */
  forgeAlone<T extends object>(key: Key<T>, change: (record: Recorded<T>) => T): void {
    const anchors = new Map(this.anchors);
    this.forge(key, change);
    this.anchors.clear();
    for (const [name, hash] of anchors) this.anchors.set(name, hash);
  }

  /** Rewrites the public copy of a record alone, as two organisations can that satisfy its policy. */
  rewriteCopy<T extends object>(key: Key<T>, change: (record: Recorded<T>) => object): void {
    const record = this.records.get(toStateKey(key)) as Recorded<T>;
    this.records.set(toStateKey(key), change(record) as Recorded<object>);
  }

  /** Appends a change that one organisation's patched peer makes and anchors, whatever the rules say. */
  append<T extends object>(key: Key<T>, { action, as, change, at }: Appended<T>): void {
    const before = this.records.get(toStateKey(key)) as Recorded<T>;
    const value = change(before) as T & { readonly state: string };
    const author = {
      caller: { ...as, certHash: hashBytes(as.participantId) },
      txId: before.change.txId,
      at: at === undefined ? before.change.at : toInstant(at),
    };
    const record = recordOf({ key, action, value }, before, author);
    this.records.set(toStateKey(key), record);
    this.say(key, record);
  }

  /** Anchors a statement in both places of its organisation. */
  private anchorStatement(key: Key, statements: readonly Statement[], index: number): void {
    const { mspId } = statements[index]!.change;
    for (const anchor of [makeAnchorKey(key), makeAnchorKey(key, nameStep(statements, index))])
      this.anchors.set(nameAnchor(mspId, anchor), hashBytes(statements[index]!.text).value);
  }

  /** Deletes what an organisation keeps of its statements about a record, or of one binding step. */
  dropAnchor(mspId: string, key: Key, step?: SealedStep): void {
    this.anchors.delete(nameAnchor(mspId, makeAnchorKey(key, step)));
  }

  /** Keeps an anchor of a step that was never taken, as an organisation's patched peer can in its own collection. */
  keepAnchor(mspId: string, key: Key, step: SealedStep): void {
    this.anchors.set(nameAnchor(mspId, makeAnchorKey(key, step)), hashBytes('never').value);
  }

  /** Lets an organisation witness the last change of a record. */
  keepWitness(mspId: string, key: Key): void {
    const statements = listStatements(key, this.records.get(toStateKey(key)) as Recorded<object>);
    const place = makeAnchorKey(key, { ...nameStep(statements), isWitnessed: true });
    this.anchors.set(nameAnchor(mspId, place), statements.at(-1)!.hash);
  }

  /** Deletes what an organisation keeps as the witness of another one's step, as if nobody had witnessed it. */
  dropWitness(mspId: string, key: Key, step: SealedStep): void {
    this.dropAnchor(mspId, key, { ...step, isWitnessed: true });
  }

  protected write({ records, indexes, privately }: Writes, mspId: string): void {
    if (privately) this.privates.set(nameAnchor(mspId, privately.key), privately.value);
    for (const key of indexes) this.indexes.add(toStateKey(key));
    for (const { key, record, policy, anchors, isAnchorAlone } of records) {
      if (!isAnchorAlone) this.records.set(toStateKey(key), record);
      if (policy) this.setKeyPolicy(key, policy);
      for (const { mspId: witness = mspId, key: place, text } of anchors)
        this.anchors.set(nameAnchor(witness, place), hashBytes(text).value);
    }
  }

  /** Registers a person with the roles that the test gives it, and lets its organisation hold them. */
  register({ participantId: id, mspId, roles: held }: Person): void {
    const exchange = this.records.get(toStateKey(keys.exchange())) as Recorded<Exchange> | undefined;
    if (!exchange || id.startsWith('admin@')) return;
    this.allow(exchange, mspId, held);
    const key = keys.participant(id);
    const known = this.records.get(toStateKey(key)) as Recorded<ParticipantRecord> | undefined;
    const isSame = known?.mspId === mspId && (held.length === 0 || toCanonicalJson(known.roles) === toCanonicalJson(held));
    // An applicant or a suspended participant stays what it is, and one without a role is registered by its own step.
    if (isSame || (known ? known.state !== 'ACTIVE' : held.length === 0)) return;
    const roles = [...held];
    const value = { id, name: { en: id }, keyHashes: [], ...known, mspId, roles };
    const self = { caller: { participantId: id, mspId, certHash: hashBytes(id), roles }, ...longAgo };
    const operator = { caller: { ...people.operator, roles: [], certHash: hashBytes('operator') }, ...longAgo };
    const applied = recordOf({ key, action: 'register', value: { ...value, state: 'APPLIED' } }, undefined, self);
    const admitted = recordOf({ key, action: 'admit', value: { ...value, state: 'ACTIVE' } }, applied, operator);
    for (const record of [applied, admitted]) this.say(key, record);
    this.records.set(toStateKey(key), admitted);
  }

  private allow(exchange: Recorded<Exchange>, mspId: string, roles: readonly Role[]): void {
    const member = exchange.organisations.find((each) => each.mspId === mspId) ?? { mspId, roles: [] };
    const allowed = [...new Set([...member.roles, ...roles])];
    if (allowed.length === member.roles.length) return;
    const organisations = [...exchange.organisations.filter((each) => each.mspId !== mspId), { ...member, roles: allowed }];
    const document = { ...exchange.document, organisations };
    const changed: Recorded<Exchange> = { ...exchange, organisations, document, founding: hashFounding(document) };
    this.agreedFounding = changed.founding;
    this.say(keys.exchange(), changed);
    this.records.set(toStateKey(keys.exchange()), changed);
    const organisation = this.records.get(toStateKey(keys.organisation(mspId)));
    if (organisation) this.records.set(toStateKey(keys.organisation(mspId)), { ...organisation, ...{ roles: allowed } });
  }

  /** Anchors the last change of a record for its organisation. */
  private say(key: Key, record: Recorded<object>): void {
    const statements = listStatements(key, record);
    this.anchorStatement(key, statements, statements.length - 1);
  }

  /** Returns the revision of a key, as a caller would have read it. */
  async readRevision(key: Key): Promise<number> {
    return (await this.openSession().find(key))?.change.revision ?? 0;
  }

  /** Returns the hash that a judgement of an authorisation names; `undefined` if the authorisation does not exist. */
  async readTermsHash(id: string): Promise<Hash | undefined> {
    const session = this.openSession();
    const exists = (await session.find(keys.authorisation(id))) !== undefined;
    return exists ? (await readAuthorisation(session, id)).termsHash : undefined;
  }

  /** Opens the reads of a transaction, which see what the organisations have said. */
  openSession(): Reader {
    return new Session(this, charter, toInstant(this.nowMs));
  }
}

/** Returns the trail of a record whose first statement also sets the further members of a forged value. */
function addMembers({ trail = { earlier: [], sets: [] } }: Recorded<object>, forged: object): Trail {
  const known = new Set([...trail.earlier.flatMap(({ sets }) => sets), ...trail.sets]);
  const added = listMembers(forged).filter((name) => !known.has(name));
  const [first, ...others] = trail.earlier;
  if (!first) return { ...trail, sets: [...trail.sets, ...added] };
  return { ...trail, earlier: [{ ...first, sets: [...first.sets, ...added] }, ...others] };
}

const longAgo = { txId: '0', at: '2020-01-01T00:00:00.000Z' };

function nameAnchor(mspId: string, key: Key): string {
  return `${mspId} ${toStateKey(key)}`;
}

/** Makes the identity of a person: administrators have ids such as `admin@ExchangeMSP`. */
function makeIdentity({ participantId, mspId }: Person): Identity {
  const isAdmin = participantId.startsWith('admin@');
  return { mspId, participantId: isAdmin ? undefined : participantId, certHash: hashBytes(participantId), isAdmin, isClient: !isAdmin };
}

/** The people of a world, by their roles. */
export const people = {
  admin: { participantId: 'admin@ExchangeMSP', mspId: 'ExchangeMSP', roles: [] },
  operator: { participantId: 'ptc-00000000000000000000000001', mspId: 'ExchangeMSP', roles: ['operator'] },
  authority: { participantId: 'ptc-00000000000000000000000002', mspId: 'RegulatorMSP', roles: ['authority'] },
  provider: { participantId: 'ptc-00000000000000000000000003', mspId: 'ProviderMSP', roles: ['provider'] },
  otherProvider: { participantId: 'ptc-00000000000000000000000004', mspId: 'ProviderMSP', roles: ['provider'] },
  buyer: { participantId: 'ptc-00000000000000000000000005', mspId: 'BuyerMSP', roles: ['buyer'] },
  otherBuyer: { participantId: 'ptc-00000000000000000000000006', mspId: 'BuyerMSP', roles: ['buyer'] },
  arbiter: { participantId: 'ptc-00000000000000000000000008', mspId: 'RegulatorMSP', roles: ['arbiter'] },
  otherArbiter: { participantId: 'ptc-00000000000000000000000009', mspId: 'RegulatorMSP', roles: ['arbiter'] },
  assessor: { participantId: 'ptc-0000000000000000000000000a', mspId: 'RegulatorMSP', roles: ['assessor'] },
  auditor: { participantId: 'ptc-00000000000000000000000007', mspId: 'RegulatorMSP', roles: ['auditor'] },
} as const satisfies Record<string, Person>;
export type PersonName = keyof typeof people;
/** Everybody except the administrator. */
export const participants = (Object.keys(people) as PersonName[]).filter((name) => name !== 'admin');

/** Founds an exchange in a new world. */
export async function foundWorld(parameters?: CommandOf<'FoundExchange'>['parameters']): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  const founding = { ...makeFounding(people.operator.participantId, people.authority.participantId), ...(parameters && { parameters }) };
  world.agreedFounding = hashFounding(founding);
  await world.perform('FoundExchange', founding, people.admin);
  for (const person of Object.values(people)) world.register(person);
  return world;
}
