import {
  ExchangeError,
  actorsOf,
  hashBytes,
  keys,
  latest,
  recordOf,
  findViolation,
  readAuthorisation,
  toStateKey,
  transactions,
  upgradeRecord,
  type AnswerOf,
  type AnyEvaluate,
  type AnySubmit,
  type Caller,
  type Change,
  type CommandOf,
  type Hash,
  type Key,
  type Ledger,
  type Recorded,
  type Role,
  type Context,
  type TransactionName,
} from '@databund/model';

/** Who calls, in a world without certificates. */
export interface Person {
  readonly participantId: string;
  readonly mspId: string;
  readonly roles: readonly Role[];
}

/** The rules alone, without Fabric: declared transactions over records in memory, at a time of the test’s choosing. */
export class MemoryWorld implements Ledger {
  private readonly records = new Map<string, Recorded<object>>();
  private readonly indexes = new Set<string>();
  private readonly changes = new Map<string, Change[]>();
  private count = 0;
  nowMs = Date.UTC(2026, 0, 1);

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const record = this.records.get(toStateKey(key));
    return Promise.resolve(record && (upgradeRecord(key.type, record) as Recorded<T>));
  }

  /** A world as it was left, by its keys. */
  static of(records: Readonly<Record<string, Recorded<object>>>): MemoryWorld {
    const world = new MemoryWorld();
    for (const [key, record] of Object.entries(records)) world.records.set(key, record);
    return world;
  }

  /** The types of the keys that are there. */
  keyTypes(): readonly string[] {
    return [...new Set([...this.records.keys()].map((text) => text.split('\u0000')[1] ?? ''))].sort();
  }

  page(prefix: Key, { limit, after }: { readonly limit: number; readonly after?: Key }): Promise<readonly Key[]> {
    const [start, behind] = [toStateKey(prefix), after ? toStateKey(after) : ''];
    const found = [...this.records.keys(), ...this.indexes].filter((text) => text.startsWith(start) && text > behind).sort();
    return Promise.resolve(found.slice(0, limit).map((text) => ({ type: prefix.type, parts: text.split('\u0000').slice(2, -1) })));
  }

  history(key: Key): Promise<readonly Change[]> {
    return Promise.resolve(this.changes.get(toStateKey(key)) ?? []);
  }

  findPrivate(): Promise<undefined> {
    return Promise.resolve(undefined);
  }

  /** Does what a declaration says, as a person. @throws ExchangeError, and nothing is changed */
  async perform<N extends TransactionName>(name: N, command: CommandOf<N>, as: Person, transient?: object): Promise<AnswerOf<N>> {
    const transaction = transactions[name] as unknown as AnySubmit | AnyEvaluate;
    this.count += 1;
    const caller: Caller = { ...as, certHash: hashBytes(as.participantId) };
    const about = { caller, txId: hashBytes(String(this.count)).value, transient };
    const seen = await transaction.see(this, command as never, about);
    const at = latest(new Date(this.nowMs).toISOString(), ...[...this.records.values()].map(({ change }) => change.at));
    const is = actorsOf(caller, transaction.relate(seen as never, caller));
    const context: Context<unknown, unknown> = { ...about, seen, command, at, is };
    const refused = findViolation(transaction, context);
    if (refused) throw new ExchangeError(refused.code, refused.details);
    if (transaction.kind === 'evaluate') return transaction.answer(context as never) as AnswerOf<N>;
    this.write(transaction, context);
    const after = await transaction.see(this, command as never, about);
    return transaction.answer({ ...context, seen: after } as never) as AnswerOf<N>;
  }

  /** The hash of the state of everything, to be compared. */
  snapshot(): string {
    return hashBytes(JSON.stringify([...this.records])).value;
  }

  /** Writes what patched peers could, where a key’s policy asks for no others; nothing: the key is deleted. */
  forge<T extends object>(key: Key<T>, change: (record: Recorded<T>) => T | undefined): void {
    const text = toStateKey(key);
    const before = this.records.get(text) as Recorded<T>;
    const { schema, change: last } = before;
    const forged = change(before) as (T & { readonly state: string }) | undefined;
    if (forged) this.records.set(text, { ...forged, schema, change: { ...last, revision: last.revision + 1 } });
    else this.records.delete(text);
  }

  private write(transaction: AnySubmit, context: Context<unknown, unknown>): void {
    const { puts, indexes = [] } = transaction.effect(context as never);
    for (const key of indexes) this.indexes.add(toStateKey(key));
    for (const put of puts) {
      const text = toStateKey(put.key);
      const record = recordOf(put, this.records.get(text), context);
      this.records.set(text, record);
      this.changes.set(text, [...(this.changes.get(text) ?? []), record.change]);
    }
  }

  /** The revision of a key, as a caller would have read it. */
  async revisionOf(key: Key): Promise<number> {
    return (await this.find(key))?.change.revision ?? 0;
  }

  /** What a judgement of an authorisation names; nothing where there is none. */
  async termsHashOf(id: string): Promise<Hash | undefined> {
    const isThere = (await this.find(keys.authorisation(id))) !== undefined;
    return isThere ? (await readAuthorisation(this, id)).termsHash : undefined;
  }
}

/** The people of a world, by what they are. */
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
/** Everybody but the administrator. */
export const participants = (Object.keys(people) as PersonName[]).filter((name) => name !== 'admin');

/** A founded world. */
export async function foundWorld(): Promise<MemoryWorld> {
  const world = new MemoryWorld();
  await world.perform(
    'FoundExchange',
    {
      operatorMspId: 'ExchangeMSP',
      authorityMspId: 'RegulatorMSP',
      organisations: [
        { mspId: 'ExchangeMSP', roles: ['operator'] },
        { mspId: 'ProviderMSP', roles: ['provider'] },
        { mspId: 'BuyerMSP', roles: ['buyer'] },
        { mspId: 'RegulatorMSP', roles: ['authority', 'auditor', 'arbiter', 'assessor'] },
      ],
      operator: { id: people.operator.participantId, name: { en: 'Operator' } },
      authority: { id: people.authority.participantId, name: { en: 'Authority' } },
    },
    people.admin,
  );
  return world;
}
