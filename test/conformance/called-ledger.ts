import { randomBytes } from 'node:crypto';
import { msp } from '@hyperledger/fabric-protos';
import type { Signer } from '@databund/devnet/internal/endorser/endorser';
import { computeTxId } from '@databund/devnet/internal/proto/transaction';
import {
  encodeWrites,
  hashBytes,
  hashFounding,
  invoke,
  nameCollection,
  nameFunction,
  parseRecord,
  readCertificate,
  rulesVersion,
  toCanonicalJson,
  toInstant,
  toStateKey,
  transactions,
  type AnyTransaction,
  type CommandOf,
  type Identity,
  type Key,
  type Recorded,
  type TransactionName,
  type WriteSet,
} from '@databund/model';
import { makeFounding, organisations } from '../support/found-exchange';
import { people, type Person, type PersonName } from '../support/memory-world';
import { TestError } from '../support/test-error';
import { ForgedLedger } from './forged-ledger';
import type { ForgedAccess } from './forged-access';
import { forgeTransaction, type Forgery } from './forged-transaction';

const founding = makeFounding(people.operator.participantId, people.authority.participantId, organisations);

type Version = readonly [block: number, index: number];

/** Options of a call: its transient value, and the differences from what honest peers would endorse. */
export interface CallOptions {
  readonly transient?: object;
  /** The person that signs, if it is not the one that the rules are asked about. */
  readonly signedBy?: PersonName;
  readonly forge?: (honest: Honest) => Partial<Forgery>;
}

/** The parts of a transaction that follow from the rules. */
export interface Honest
  extends
    Required<Omit<ForgedAccess, 'writes' | 'ranges' | 'elsewhere'>>,
    Required<Pick<Forgery, 'args' | 'response'>>,
    Pick<Forgery, 'event'> {
  readonly writes: () => Readonly<Record<string, Uint8Array>>;
}

interface Run {
  readonly declaration: AnyTransaction;
  readonly as: PersonName;
  readonly txId: string;
  readonly command: unknown;
  readonly transient: object | undefined;
}

/** A public key with the endorsement policy that it has, if any. */
interface StoredKey {
  readonly value: Uint8Array;
  readonly version: Version;
  readonly policy?: Uint8Array;
}

/** A ledger of calls with real certificates, whose peers run the rules, or something else that a test chooses. */
export class CalledLedger {
  private timeMs = Date.UTC(2026, 5, 1);
  /** The version that the peers say they run. */
  version = rulesVersion;

  private constructor(
    readonly ledger: ForgedLedger,
    private readonly signers = new Map<string, Signer>(),
    private readonly state = new Map<string, StoredKey>(),
    private readonly hashes = new Map<string, { readonly value: string; readonly version: Version }>(),
  ) {}

  /** Makes a ledger with a founded exchange, a provider and a buyer. */
  static async begin(): Promise<CalledLedger> {
    const called = new CalledLedger(await ForgedLedger.begin());
    for (const name of ['operator', 'authority', 'provider', 'buyer'] as const) {
      const { mspId, participantId } = people[name];
      called.signers.set(name, await called.ledger.makeClient(mspId, participantId));
    }
    called.signers.set('admin', called.ledger.findAdministrator('ExchangeMSP'));
    await called.call('admin', 'FoundExchange', founding);
    for (const name of ['provider', 'buyer'] as const) {
      await called.call(name, 'RegisterParticipant', { id: people[name].participantId, name: { en: name }, roles: [name] });
      await called.call('operator', 'AdmitParticipant', { id: people[name].participantId, revision: 1 });
    }
    return called;
  }

  /** Returns a ledger that goes on from here by itself. */
  fork(): CalledLedger {
    const fork = new CalledLedger(this.ledger.fork(), this.signers, new Map(this.state), new Map(this.hashes));
    fork.timeMs = this.timeMs;
    return fork;
  }

  find<T>(key: Key<T>): Promise<Recorded<T> | undefined> {
    const stored = this.state.get(toStateKey(key));
    return Promise.resolve(stored && (parseRecord(stored.value) as Recorded<T> | undefined));
  }

  /** Appends a block with a call, as honest peers would endorse it, or as the options say. */
  async call<N extends TransactionName>(as: PersonName, name: N, command: CommandOf<N>, options: CallOptions = {}): Promise<void> {
    const nonce = randomBytes(24);
    const creator = this.findSigner(options.signedBy ?? as);
    const txId = computeTxId(nonce, creator.serialized);
    this.timeMs += 1_000;
    const honest = await this.run({ declaration: transactions[name], as, txId, command, transient: options.transient });
    const forged = { ...honest, ...options.forge?.(honest) };
    const endorsers = ['ExchangeMSP', people[as].mspId].map((mspId) => this.ledger.findNode(mspId));
    const chaincode = { name: 'databund', version: this.version };
    const transaction = forgeTransaction({ creator, endorsers, nonce, at: new Date(this.timeMs), chaincode, ...forged });
    this.ledger.append([transaction.envelope]);
    this.apply(forged.writes(txId), forged.policies);
    this.applyHashes(forged);
  }

  private async run({ declaration, as, txId, command, transient }: Run): Promise<Honest> {
    const reads: Record<string, Version | undefined> = {};
    const find = <T>(key: Key<T>) => {
      reads[toStateKey(key)] = this.state.get(toStateKey(key))?.version;
      return this.find(key);
    };
    const findKeyPolicy = (key: Key) => {
      const stored = this.state.get(toStateKey(key));
      reads[toStateKey(key)] = stored?.version;
      return Promise.resolve(stored?.policy);
    };
    const privateReads: Record<string, Record<string, Version | undefined>> = {};
    const findAnchor = (mspId: string, key: Key) => {
      const [collection, keyHash] = [nameCollection(mspId), hashBytes(toStateKey(key)).value];
      const stored = this.hashes.get(`${collection} ${keyHash}`);
      privateReads[collection] = { ...privateReads[collection], [keyHash]: stored?.version };
      return Promise.resolve(stored?.value);
    };
    const refuse = () => Promise.reject(new TestError('NOT_SUPPORTED', 'Calls of this ledger read single keys only.'));
    const { answer, writes } = await invoke(
      declaration,
      { find, findAnchor, findKeyPolicy, readPage: refuse, findPrivate: refuse, getPageLimit: refuse },
      {
        identity: readIdentity(this.findSigner(as), people[as]),
        txId,
        time: toInstant(this.timeMs),
        input: toCanonicalJson(command),
        agreedFounding: hashFounding(founding),
        ...(transient && { transient: toCanonicalJson(transient) }),
      },
    );
    return {
      args: [Buffer.from(nameFunction(declaration)), Buffer.from(toCanonicalJson(command))],
      reads,
      privateReads,
      response: { status: 200, message: '', payload: Buffer.from(toCanonicalJson(answer)) },
      ...describeWrites(writes && encodeWrites(writes, people[as].mspId), Object.keys(privateReads).length > 0),
    };
  }

  private apply(values: ReturnType<NonNullable<Forgery['writes']>>, policies: Honest['policies']): void {
    const version: Version = [this.ledger.blocks.length - 1, 0];
    for (const [key, value] of Object.entries(values)) {
      if (value) this.state.set(key, { ...this.state.get(key), value, version });
      else this.state.delete(key);
    }
    for (const [key, policy] of Object.entries(policies)) {
      const stored = this.state.get(key);
      if (stored) this.state.set(key, { ...stored, version, policy });
    }
  }

  private applyHashes({ privateWrites, privatePolicies }: Pick<Honest, 'privateWrites' | 'privatePolicies'>): void {
    const version: Version = [this.ledger.blocks.length - 1, 0];
    for (const [collection, values] of Object.entries(privateWrites))
      for (const [keyHash, value] of Object.entries(values)) this.hashes.set(`${collection} ${keyHash}`, { value, version });
    for (const [collection, policies] of Object.entries(privatePolicies)) {
      for (const keyHash of Object.keys(policies)) {
        const stored = this.hashes.get(`${collection} ${keyHash}`);
        if (stored) this.hashes.set(`${collection} ${keyHash}`, { ...stored, version });
      }
    }
  }

  private findSigner(name: PersonName): Signer {
    const signer = this.signers.get(name);
    if (!signer) throw new TestError('NOT_SUPPORTED', `${name} has no certificate in this ledger.`);
    return signer;
  }
}

/** Returns what a peer makes of a write set, with the fields of the definition that it reads for it. */
function describeWrites(
  writes: WriteSet | undefined,
  hasReadHashes: boolean,
): Omit<Honest, 'args' | 'reads' | 'privateReads' | 'response'> {
  const { values = [], policies = [], privateValues = [], privatePolicies = [] } = writes ?? {};
  const written = Object.fromEntries(values.map(({ key, value }) => [key, value]));
  const fields = hasReadHashes || privateValues.length > 0 ? ['Collections', 'EndorsementInfo', 'ValidationInfo'] : [];
  return {
    writes: () => written,
    policies: Object.fromEntries(policies.map(({ key, policy }) => [key, policy])),
    privateWrites: groupByCollection(
      privateValues.map(({ collection, key, value }) => ({ collection, key, value: hashBytes(value).value })),
    ),
    privatePolicies: groupByCollection(privatePolicies.map(({ collection, key, policy }) => ({ collection, key, value: policy }))),
    definition: [
      ...['Sequence', ...fields].map((field) => `namespaces/fields/databund/${field}`),
      ...(fields.length > 0 ? ['namespaces/metadata/databund'] : []),
    ],
    ...(writes && { event: writes.event }),
  };
}

/** Groups values by collection and SHA-256 of the key in hex. */
function groupByCollection<V>(
  entries: readonly { readonly collection: string; readonly key: string; readonly value: V }[],
): Readonly<Record<string, Readonly<Record<string, V>>>> {
  const grouped: Record<string, Record<string, V>> = {};
  for (const { collection, key, value } of entries) grouped[collection] = { ...grouped[collection], [hashBytes(key).value]: value };
  return grouped;
}

function readIdentity({ serialized }: Signer, { participantId, mspId }: Person): Identity {
  const certificate = readCertificate(msp.SerializedIdentity.deserializeBinary(serialized).getIdBytes_asU8());
  const { der = new Uint8Array(), units = [] } = certificate ?? {};
  const isAdmin = units.includes('admin');
  return {
    mspId,
    participantId: isAdmin ? undefined : participantId,
    certHash: hashBytes(der),
    isAdmin,
    isClient: units.includes('client'),
  };
}
