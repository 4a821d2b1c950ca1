import type { CommittedBlock, Ledger, TransactionLocation } from '../ledger/types';

type Listener = (location: TransactionLocation) => void;

/** Notifies waiting callers when and where a transaction is committed. */
export class CommitNotifier {
  private readonly listeners = new Map<string, Set<Listener>>();
  private readonly stopListening: () => void;

  constructor(private readonly ledger: Ledger) {
    this.stopListening = ledger.onCommit((block) => this.announce(block));
  }

  /** Resolves with the first occurrence of a transaction, or with undefined if the signal aborts first. */
  wait(txId: string, signal: AbortSignal): Promise<TransactionLocation | undefined> {
    const known = this.ledger.findTransaction(txId);
    if (known) return Promise.resolve(known);
    return new Promise((resolve) => {
      const settle = (location?: TransactionLocation) => {
        this.remove(txId, settle);
        signal.removeEventListener('abort', cancel);
        resolve(location);
      };
      const cancel = () => settle();
      this.listeners.set(txId, (this.listeners.get(txId) ?? new Set<Listener>()).add(settle));
      signal.addEventListener('abort', cancel, { once: true });
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

  /** Calls the listeners once per id, with its first transaction in the block. */
  private announce({ number: blockNumber, transactions }: CommittedBlock): void {
    transactions.forEach(({ txId, code }, index) => {
      const listeners = this.listeners.get(txId);
      if (listeners) for (const listener of [...listeners]) listener({ blockNumber, index, code });
    });
  }
}
