import type { AnyTransaction, encodeWrites, invoke } from '@databund/model';
import type { SealedInput } from './sealed-input';

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
  /** Returns why these rules refused a call; `undefined` for any other error. A bundle has error classes of its own. */
  readonly findRefusal: (error: unknown) => { readonly code: string; readonly details: object } | undefined;
}
