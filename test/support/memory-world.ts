import {
  hashBytes,
  hashFounding,
  toInstant,
  invoke,
  keys,
  getLatest,
  readAuthorisation,
  readPageLimit,
  toCanonicalJson,
  toStateKey,
  transactions,
  upgradeRecord,
  type AnswerOf,
  type AnyTransaction,
  type Change,
  type CommandOf,
  type Hash,
  type Identity,
  type Key,
  type Ledger,
  type Recorded,
  type Role,
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

/** The rules alone, without Fabric: `invoke` over records in memory, at a time that the test chooses. */
export class MemoryWorld implements Ledger {
  private readonly records = new Map<string, Recorded<object>>();
  private readonly indexes = new Set<string>();
  private readonly privates = new Map<string, string>();
  private readonly changes = new Map<string, Change[]>();
  private count = 0;
  /** The hash of the founding document that the world's organisation agreed to. */
  agreedFounding = hashFounding(makeFounding(people.operator.participantId, people.authority.participantId));
  nowMs = Date.UTC(2026, 0, 1);

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const record = this.records.get(toStateKey(key));
    return Promise.resolve(record && upgradeRecord(key, record));
  }

  readPage(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    const [start, behind] = [toStateKey(prefix), after ? toStateKey(after) : ''];
    const found = [...this.records.keys(), ...this.indexes].filter((text) => text.startsWith(start) && text > behind).sort();
    return Promise.resolve(found.slice(0, limit).map((text) => ({ type: prefix.type, parts: text.split('\u0000').slice(2, -1) })));
  }

  readHistory(key: Key): Promise<readonly Change[]> {
    return Promise.resolve(this.changes.get(toStateKey(key)) ?? []);
  }

  /** Knows no caller, so that it finds nothing private. */
  findPrivate(): Promise<string | undefined> {
    return Promise.resolve(undefined);
  }

  /** Returns what an organisation keeps privately at a key. */
  findPrivateOf(mspId: string, key: Key<string>): string | undefined {
    return this.privates.get(`${mspId}${toStateKey(key)}`);
  }

  getPageLimit(): Promise<number> {
    return readPageLimit(this);
  }

  /** Performs a transaction as a person. @throws ExchangeError, and changes nothing */
  async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    this.count += 1;
    const declaration: AnyTransaction = transactions[name];
    const admits = declaration.kind === 'submit' ? declaration.admits : undefined;
    const ledger = admits === 'applicant' || admits === 'founder' ? this : new CallerView(this, as);
    const { answer, writes } = await invoke(declaration, ledger, {
      identity: makeIdentity(as),
      txId: hashBytes(String(this.count)).value,
      // Fabric's clocks differ; here time never runs backwards.
      time: getLatest(toInstant(this.nowMs), ...[...this.records.values()].map(({ change }) => change.at)),
      input: toCanonicalJson(command),
      agreedFounding: this.agreedFounding,
      ...(transient && { transient: toCanonicalJson(transient) }),
    });
    if (writes) this.write(writes, as.mspId);
    return answer as AnswerOf<N>;
  }

  /** Returns a hash of all records, to compare worlds. */
  serialize(): string {
    return hashBytes(JSON.stringify([...this.records])).value;
  }

  /** Writes what patched peers could write, as far as no other organisation guards the key. Deletes the key if `change` returns nothing. */
  forge<T extends object>(key: Key<T>, change: (record: Recorded<T>) => T | undefined): void {
    const text = toStateKey(key);
    const before = this.records.get(text) as Recorded<T>;
    const { schema, change: last } = before;
    const forged = change(before) as (T & { readonly state: string }) | undefined;
    if (forged) this.records.set(text, { ...forged, schema, change: { ...last, revision: last.revision + 1 } });
    else this.records.delete(text);
  }

  private write({ records, indexes, privately }: Writes, mspId: string): void {
    if (privately) this.privates.set(`${mspId}${toStateKey(privately.key)}`, privately.value);
    for (const key of indexes) this.indexes.add(toStateKey(key));
    for (const { key, record } of records) {
      const text = toStateKey(key);
      this.records.set(text, record);
      this.changes.set(text, [...(this.changes.get(text) ?? []), record.change]);
    }
  }

  /** Returns the revision of a key, as a caller would have read it. */
  async readRevision(key: Key): Promise<number> {
    return (await this.find(key))?.change.revision ?? 0;
  }

  /** Returns the hash that a judgement of an authorisation names; `undefined` if the authorisation does not exist. */
  async readTermsHash(id: string): Promise<Hash | undefined> {
    const exists = (await this.find(keys.authorisation(id))) !== undefined;
    return exists ? (await readAuthorisation(this, id)).termsHash : undefined;
  }
}

/** The world as a caller reads it: registered with the roles that the test gives it, and ACTIVE unless its record says otherwise. */
class CallerView implements Ledger {
  constructor(
    private readonly world: MemoryWorld,
    private readonly caller: Person,
  ) {}

  async find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const { participantId: id, mspId, roles } = this.caller;
    const record = await this.world.find(key);
    const stateKey = toStateKey(key);
    if (stateKey === toStateKey(keys.participant(id))) {
      const registered = { id, name: { en: id }, keyHashes: [], state: 'ACTIVE', schema: 1, change: unchanged, ...record, mspId, roles };
      return registered as unknown as Recorded<T>;
    }
    if (stateKey === toStateKey(keys.organisation(mspId))) {
      const allowed = [...new Set([...((record as { roles?: readonly Role[] } | undefined)?.roles ?? []), ...roles])];
      return { mspId, state: 'MEMBER', schema: 1, change: unchanged, ...record, roles: allowed } as unknown as Recorded<T>;
    }
    return record;
  }

  readPage(...args: Parameters<Ledger['readPage']>): Promise<readonly Key[]> {
    return this.world.readPage(...args);
  }

  readHistory(key: Key): Promise<readonly Change[]> {
    return this.world.readHistory(key);
  }

  findPrivate(key: Key<string>): Promise<string | undefined> {
    return Promise.resolve(this.world.findPrivateOf(this.caller.mspId, key));
  }

  getPageLimit(): Promise<number> {
    return this.world.getPageLimit();
  }
}

/** The change of a record that no transaction wrote. */
const unchanged: Change = {
  revision: 1,
  action: 'found',
  from: 'NONE',
  to: 'ACTIVE',
  actor: 'test',
  mspId: 'ExchangeMSP',
  certHash: hashBytes('test'),
  txId: '0',
  at: '2020-01-01T00:00:00.000Z',
};

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
export async function foundWorld(): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  await world.perform('FoundExchange', makeFounding(people.operator.participantId, people.authority.participantId), people.admin);
  return world;
}
