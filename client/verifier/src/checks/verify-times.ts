import type { Findings, Problem } from '../report';

/** A transaction, its organisation and its time. */
export interface TimedTransaction {
  readonly at: Pick<Problem, 'block' | 'transaction'>;
  readonly mspId: string;
  /** Milliseconds since 1970. */
  readonly timeMs: number;
}

/** The skew that Fabric's peers permit between a proposal and their clock. */
export const defaultSkewMs = 15 * 60 * 1_000;

/** The fewest other organisations that can call one ahead: a client of a single one could hold a transaction back. */
const fewestWitnesses = 2;

interface Suspect extends TimedTransaction {
  readonly position: number;
}

/** The clock of an organisation as its transactions show it. */
interface Clock {
  /** The latest time of all its transactions, so that one held back does not turn its clock back. */
  newestMs: number;
  /** The position of its last transaction. */
  position: number;
  /** The transactions that others may call ahead, in order, each later than the one before. */
  suspects: readonly Suspect[];
}

/**
 * Compares the clocks of organisations, because endorsers refuse proposals that are further from their clock than the skew. A transaction
 * is ahead if most other organisations wrote after it, and have never written anything within the skew of its time.
 */
export class TimeVerifier {
  private readonly clocks = new Map<string, Clock>();
  private position = 0;

  constructor(
    private readonly findings: Findings,
    private readonly skewMs = defaultSkewMs,
  ) {}

  /** Adds the next transaction whose signatures hold. */
  add(later: TimedTransaction): void {
    this.position += 1;
    const clock = this.clocks.get(later.mspId) ?? { newestMs: -Infinity, position: 0, suspects: [] };
    this.clocks.set(later.mspId, clock);
    if (later.timeMs > clock.newestMs) clock.suspects = this.addSuspect(clock.suspects, { ...later, position: this.position });
    clock.newestMs = Math.max(clock.newestMs, later.timeMs);
    clock.position = this.position;
    for (const [mspId, { suspects }] of this.clocks) if (mspId !== later.mspId) this.judge(suspects, later);
  }

  /** Adds a suspect. An earlier one stays only if others have called it ahead, each by other witnesses: that bounds the list. */
  private addSuspect(suspects: readonly Suspect[], added: Suspect): readonly Suspect[] {
    const names = suspects.map((each) => this.listWitnesses(each).join());
    return [...suspects.filter((_, index) => names[index] !== '' && names[index] !== names[index + 1]), added];
  }

  private judge(suspects: readonly Suspect[], { at }: TimedTransaction): void {
    for (const suspect of suspects) {
      const witnesses = this.listWitnesses(suspect);
      if (witnesses.length < fewestWitnesses || witnesses.length * 2 <= this.clocks.size - 1) continue;
      this.report(suspect, witnesses, at);
      return;
    }
  }

  /** Returns the organisations that wrote after a transaction, and never anything within the skew of its time. */
  private listWitnesses({ mspId, timeMs, position }: Suspect): readonly string[] {
    const others = [...this.clocks].filter(([other]) => other !== mspId);
    return others
      .filter(([, clock]) => clock.position > position && clock.newestMs + this.skewMs < timeMs)
      .map(([other]) => other)
      .sort();
  }

  private report({ at, mspId, timeMs }: Suspect, witnesses: readonly string[], until: TimedTransaction['at']): void {
    const clock = this.clocks.get(mspId);
    if (clock) clock.suspects = [];
    const newestMs = Math.max(...witnesses.map((witness) => this.clocks.get(witness)?.newestMs ?? timeMs));
    const aheadMinutes = Math.round((timeMs - newestMs) / 60_000);
    const details = `${String(aheadMinutes)} minutes later than all transactions of ${witnesses.join(' and ')} up to transaction ${String(until.transaction)} in block ${String(until.block)}, at most ${String(this.skewMs / 60_000)} expected`;
    this.findings.report({ ...at, code: 'TIME_AHEAD', actor: mspId, details });
  }
}
