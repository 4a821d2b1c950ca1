import { allTransactions, encodeWrites, indexes, invoke, keys, nameFunction, type AnyTransaction, type Key } from '@databund/model';
import type { SealedInput } from './sealed-input';
import { sealedInputs } from './sealed-inputs';

/** The rules of one version of the chaincode, as far as a replay runs them. */
export interface Rules {
  readonly invoke: typeof invoke;
  readonly encodeWrites: typeof encodeWrites;
  /** The declared transactions by the names of their chaincode functions. */
  readonly functions: ReadonlyMap<string, AnyTransaction>;
  /** The types of keys that the rules write. */
  readonly keyTypes: ReadonlySet<string>;
  /** The transactions with a transient value, by their names. */
  readonly sealedInputs: Readonly<Record<string, SealedInput>>;
}

type MakeKey = (...parts: never[]) => Key;
const makers: readonly MakeKey[] = [...Object.values(keys), ...Object.values(indexes)];

/** The rules that this package was built with. */
const currentRules: Rules = {
  invoke,
  encodeWrites,
  functions: new Map(allTransactions.map((declaration) => [nameFunction(declaration), declaration])),
  keyTypes: new Set(makers.map((make) => make().type)),
  sealedInputs,
};

/**
 * The rules by the version of the chaincode's definition. A ledger is judged for ever by the rules of its versions, so a tagged version is
 * never changed or removed; a new version of the rules gets an entry of its own.
 */
export const rulesByVersion: Readonly<Record<string, Rules>> = { '1.0': currentRules };
