import { allTransactions, encodeWrites, ExchangeError, indexes, invoke, keys, nameFunction, type Key } from '@databund/model';
import type { Rules } from './rules';
import { sealedInputs } from './sealed-inputs';

type MakeKey = (...parts: never[]) => Key;
const makers: readonly MakeKey[] = [...Object.values(keys), ...Object.values(indexes)];

/** The rules that this package was built with. */
export const currentRules: Rules = {
  invoke,
  encodeWrites,
  functions: new Map(allTransactions.map((declaration) => [nameFunction(declaration), declaration])),
  keyTypes: new Set(makers.map((make) => make().type)),
  sealedInputs,
  findRefusal: (error) => (error instanceof ExchangeError ? error : undefined),
};
