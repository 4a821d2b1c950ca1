import { ChaincodeSupport } from '@databund/devnet/internal/chaincode/chaincode-support';
import type { Completion, Invocation } from '@databund/devnet/internal/chaincode/transaction-context';
import type { TxSimulator } from '@databund/devnet/internal/ledger/types';
import { fromStateKey, indexes } from '@databund/model';

/**
 * The operations of one run on the state: `puts` of records, `indexes` of index keys, `policies` of keys, `privates` of private data.
 */
export interface Operations {
  readonly gets: number;
  readonly puts: number;
  readonly indexes: number;
  readonly policies: number;
  readonly ranges: number;
  readonly privates: number;
}

/** The kind of operation of each method of the simulator; the key of a put says whether it is an index. */
const kinds: Partial<Readonly<Record<keyof TxSimulator, keyof Operations>>> = {
  getState: 'gets',
  getMetadata: 'gets',
  getPrivate: 'gets',
  getPrivateHash: 'gets',
  getPrivateMetadata: 'gets',
  putState: 'puts',
  deleteState: 'puts',
  setMetadata: 'policies',
  setPrivateMetadata: 'policies',
  openRange: 'ranges',
  readPage: 'ranges',
  getHistory: 'ranges',
  putPrivate: 'privates',
  deletePrivate: 'privates',
  purgePrivate: 'privates',
};

const kindsByMethod = new Map<string, keyof Operations | undefined>(Object.entries(kinds));
const indexTypes = new Set(Object.values(indexes).map((index) => index('any').type));

/** The chaincodes of a peer, whose requests are counted at the simulator, after the shim sent them. */
export class CountedChaincodes extends ChaincodeSupport {
  /** The operations of the newest run. */
  operations = makeCounters();
  /** The keys that the newest run put. */
  written: readonly string[] = [];

  override execute(invocation: Invocation): Promise<Completion> {
    const counted = makeCounters();
    const written: string[] = [];
    this.operations = counted;
    this.written = written;
    const note = (method: string, key: unknown) => {
      const kind = kindsByMethod.get(method);
      if (!kind) return;
      if (kind === 'puts') written.push(String(key));
      counted[kind === 'puts' && isIndex(String(key)) ? 'indexes' : kind] += 1;
    };
    return super.execute({ ...invocation, simulator: observe(invocation.simulator, note) });
  }
}

function makeCounters(): { -readonly [Kind in keyof Operations]: number } {
  return { gets: 0, puts: 0, indexes: 0, policies: 0, ranges: 0, privates: 0 };
}

function isIndex(stateKey: string): boolean {
  return indexTypes.has(fromStateKey(stateKey)?.type ?? '');
}

/** Wraps a simulator, and notes each call with its key. */
function observe(simulator: TxSimulator, note: (method: string, key: unknown) => void): TxSimulator {
  return new Proxy(simulator, {
    get(target, method) {
      const member: unknown = Reflect.get(target, method, target);
      if (typeof member !== 'function') return member;
      return (...args: readonly unknown[]): unknown => {
        note(String(method), args[1]);
        return Reflect.apply(member, target, args);
      };
    },
  });
}
