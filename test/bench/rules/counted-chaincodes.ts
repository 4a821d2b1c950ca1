import { ChaincodeSupport } from '@databund/devnet/internal/chaincode/chaincode-support';
import type { Completion, Invocation } from '@databund/devnet/internal/chaincode/transaction-context';
import type { TxSimulator } from '@databund/devnet/internal/ledger/types';
import { fromStateKey, indexes } from '@databund/model';

/** What one run of chaincode asked of the state: `puts` of records, `indexes` of index keys, `policies` of keys, `privates` of private data. */
export interface Operations {
  readonly gets: number;
  readonly puts: number;
  readonly indexes: number;
  readonly policies: number;
  readonly ranges: number;
  readonly privates: number;
}

/** An operation’s kind by the simulator’s method; a put says by its key whether it is an index’s. */
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

const indexTypes = new Set(Object.values(indexes).map((index) => index('any').type));

/** A peer’s chaincodes, whose requests are counted where they reach the simulator: what the shim really sent. */
export class CountedChaincodes extends ChaincodeSupport {
  /** Of the newest run. */
  operations = nothing();
  /** The keys that the newest run put. */
  written: readonly string[] = [];

  override execute(invocation: Invocation): Promise<Completion> {
    const counted = nothing();
    const written: string[] = [];
    this.operations = counted;
    this.written = written;
    const note = (method: string, key: unknown) => {
      const kind = kinds[method as keyof TxSimulator];
      if (!kind) return;
      if (kind === 'puts') written.push(String(key));
      counted[kind === 'puts' && isIndex(String(key)) ? 'indexes' : kind] += 1;
    };
    return super.execute({ ...invocation, simulator: observed(invocation.simulator, note) });
  }
}

function nothing(): { -readonly [Kind in keyof Operations]: number } {
  return { gets: 0, puts: 0, indexes: 0, policies: 0, ranges: 0, privates: 0 };
}

function isIndex(stateKey: string): boolean {
  return indexTypes.has(fromStateKey(stateKey)?.type ?? '');
}

/** The same simulator; each call is told with its key before it is done. */
function observed(simulator: TxSimulator, note: (method: string, key: unknown) => void): TxSimulator {
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
