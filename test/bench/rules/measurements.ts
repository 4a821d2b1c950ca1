import type { TransactionName } from '@databund/model';
import type { Committed } from './exchange-channel';
import type { Operations } from './counted-chaincodes';
import { TestError } from '../../support/test-error';
import { listKeys, mapKeys } from '../../support/values';

/** The measured ledger: with few listings, or with many. */
export type Size = 'small' | 'large';

/** The most operations of a transaction on the state, its milliseconds among many listings, and their ratio to those among few. */
export interface Measured extends Operations {
  readonly ms: number;
  readonly ratio: number;
}

interface Samples {
  operations: Operations;
  readonly small: number[];
  readonly large: number[];
}

/** Collects the operations and times of each transaction on both ledgers. */
export class Measurements {
  private readonly samples = new Map<string, Samples>();

  add(size: Size, name: TransactionName, { operations, ms }: Committed): void {
    const known = this.samples.get(name) ?? { operations, small: [], large: [] };
    known.operations = combineHighest(known.operations, operations);
    known[size].push(ms);
    this.samples.set(name, known);
  }

  /**
   * Returns the figures of a transaction. Compares lower quartiles, because a busy machine can only add time. @throws TestError
   * NOT_MEASURED
   */
  read(name: string): Measured {
    const samples = this.samples.get(name);
    if (!samples) throw new TestError('NOT_MEASURED', `${name} was not measured.`);
    const [few, many] = [findLowerQuartile(samples.small), findLowerQuartile(samples.large)];
    return { ...samples.operations, ms: round(many), ratio: round(many / few) };
  }
}

function combineHighest(one: Operations, other: Operations): Operations {
  return mapKeys(listKeys(one), (kind) => Math.max(one[kind], other[kind]));
}

function findLowerQuartile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 4)] ?? NaN;
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}
