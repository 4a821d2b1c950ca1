import type { CommittedBlock, Ledger, TransactionLocation } from '../ledger/types';

type Listener = (location: TransactionLocation) => void;

/** Tells who waits for a transaction where it was committed. */
export class CommitNotifier {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly stopListening: () => void;

  constructor(private readonly ledger: Ledger) {
    this.stopListening = ledger.onCommit((block) => this.announce(block));
  }

  /** Resolves with the first occurrence, or with nothing where the signal is aborted before. */
  wait(txId: string, signal: AbortSignal): Promise<TransactionLocation | undefined> {
    const known = this.ledger.findTransaction(txId);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const settle = (location?: TransactionLocation) => {
        this.remove(txId, settle);
        signal.removeEventListener('abort', give);
        resolve(location);
      };
      const give = () => settle();
      this.listeners.set(txId, (this.listeners.get(txId) ?? new Set<Listener>()).add(settle));
      signal.addEventListener('abort', give, { once: true });
    });
  }

  close(): void {
    this.stopListening();
  }

  private remove(txId: string, listener: Listener): void {
    const listeners = this.listeners.get(txId);
    listeners?.delete(listener);
    if (listeners?.size === 0) this.listeners.delete(txId);
  }

  /** Within a block only the first transaction of an id is told. */
  private announce({ number: blockNumber, transactions }: CommittedBlock): void {
    transactions.forEach(({ txId, code }, index) => {
      const listeners = this.listeners.get(txId);
      if (listeners) for (const listener of [...listeners]) listener({ blockNumber, index, code });
    });
  }
}
