import { createHash } from 'node:crypto';
import { ExchangeError, toCanonicalJson } from '@databund/model';
import type { HeldIdentity } from '../identity/wallet';
import type { Committed, Ledger } from '../ledger/ledger';
import { hashKey, type ScopedKey } from './idempotency-key';
import type { KeptRequests } from './kept-requests';

const keptMs = 24 * 3_600_000;
const sweepMs = 3_600_000;

/** A submit that is done once. */
export interface IdempotentSubmit {
  readonly scoped: ScopedKey;
  /** Everything that the caller asked for. */
  readonly asked: object;
  readonly as: HeldIdentity;
  /** Submits; the callback must be called with the id of each transaction before it is sent. */
  readonly submit: (beforeSend: (transactionId: string) => Promise<void>) => Promise<Committed>;
}

/** Answers submits with the same idempotency key once, and then again with the first answer, also if the gateway was killed in between. */
export class IdempotentSubmits {
  private readonly running = new Set<string>();
  private sweptMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly kept: KeptRequests,
    private readonly ledger: Ledger,
    private readonly now: () => number = Date.now,
  ) {}

  /** Returns the answer as JSON. @throws IDEMPOTENCY_KEY_IN_USE, IDEMPOTENCY_KEY_REUSED, and what the submit throws */
  async run(asked: IdempotentSubmit): Promise<string> {
    const id = hashKey(asked.scoped).toString('hex');
    if (this.running.has(id)) throw new ExchangeError('IDEMPOTENCY_KEY_IN_USE', { retryAfterSeconds: 1 });
    this.running.add(id);
    try {
      await this.forgetOld();
      return await this.runAlone(id, asked);
    } finally {
      this.running.delete(id);
    }
  }

  private async runAlone(id: string, asked: IdempotentSubmit): Promise<string> {
    const fingerprint = createHash('sha256').update(toCanonicalJson(asked.asked)).digest('hex');
    const known = await this.kept.find(id);
    if (known && known.fingerprint !== fingerprint) throw new ExchangeError('IDEMPOTENCY_KEY_REUSED');
    if (known?.answer !== undefined) return known.answer;
    if (!known) await this.kept.begin(id, fingerprint, this.now());
    const earlier = await this.findCommitted(id, asked.as);
    return this.keep(id, earlier ?? (await this.submit(id, asked)));
  }

  /** Submits. A refusal may come from an earlier attempt, whose commit was not seen: then that one is the answer. */
  private async submit(id: string, { submit, as }: IdempotentSubmit): Promise<Committed> {
    try {
      return await submit((transactionId) => this.kept.addTransaction(id, transactionId));
    } catch (error) {
      const earlier = await this.findCommitted(id, as).catch(() => undefined);
      if (earlier) return earlier;
      await this.kept.forget(id);
      throw error;
    }
  }

  private async findCommitted(id: string, as: HeldIdentity): Promise<Committed | undefined> {
    const transactionIds = (await this.kept.find(id))?.transactionIds ?? [];
    for (const transactionId of transactionIds) {
      const committed = await this.ledger.findCommitted(as, transactionId);
      if (committed) return committed;
    }
    return undefined;
  }

  private async keep(id: string, committed: Committed): Promise<string> {
    const answer = JSON.stringify(committed);
    await this.kept.keepAnswer(id, answer);
    return answer;
  }

  private async forgetOld(): Promise<void> {
    const now = this.now();
    if (now - this.sweptMs < sweepMs) return;
    this.sweptMs = now;
    await this.kept.forgetBefore(now - keptMs);
  }
}
