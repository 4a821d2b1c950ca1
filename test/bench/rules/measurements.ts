import type { TransactionName } from '@databund/model';
import type { Committed } from './exchange-channel';
import type { Operations } from './counted-chaincodes';

/** The ledger that is measured: with few listings, or with many. */
export type Size = 'small' | 'large';

/** What a transaction asks of the state at most, its milliseconds among many listings, and these ÷ those among few. */
export interface Measured extends Operations {
  readonly ms: number;
  readonly ratio: number;
}

interface Samples {
  operations: Operations;
  readonly small: number[];
  readonly large: number[];
}

/** Collects what each transaction took on both ledgers. */
export class Measurements {
  private readonly samples = new Map<TransactionName, Samples>();

  add(size: Size, name: TransactionName, { operations, ms }: Committed): void {
    const known = this.samples.get(name) ?? { operations, small: [], large: [] };
    known.operations = highest(known.operations, operations);
    known[size].push(ms);
    this.samples.set(name, known);
  }

  /** What was measured of a transaction. Its lower quartiles are compared: a busy machine only ever adds to a time. */
  of(name: string): Measured {
    const samples = this.samples.get(name as TransactionName);
    if (!samples) throw new Error(`${name} was not measured`);
    const [few, many] = [lowerQuartile(samples.small), lowerQuartile(samples.large)];
    return { ...samples.operations, ms: rounded(many), ratio: rounded(many / few) };
  }
}

function highest(one: Operations, other: Operations): Operations {
  const kinds = Object.keys(one) as (keyof Operations)[];
  return Object.fromEntries(kinds.map((kind) => [kind, Math.max(one[kind], other[kind])])) as unknown as Operations;
}

function lowerQuartile(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor((sorted.length - 1) / 4)] ?? NaN;
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}
