import { BlockReader, printKey, type Blocks } from '@databund/ledger-verifier';
import { fromStateKey, parseRecord, type Change } from '@databund/model';
import { exchangeChaincode, listPublicWrites } from './exchange-chaincode';

/** Records that no query shows the history of, by the type of their keys. */
export const historyTypes = ['exchange', 'organisation', 'preset', 'attestation', 'grade', 'authoritative'] as const;

/** One change of a record, with the record as it left it. */
export interface RecordChange extends Change {
  /** The key in visible characters, such as `grade~lst-...~0001`. */
  readonly key: string;
  readonly block: number;
  readonly record: object;
}

/** Collects the changes of records of some types while blocks pass. It believes flags: verify the same blocks with `verifyExchange`. */
export class RecordHistory {
  readonly changes: RecordChange[] = [];
  private readonly reader = new BlockReader();
  private readonly types: ReadonlySet<string>;

  /** @param chaincode the name of the exchange's chaincode */
  constructor(
    types: readonly string[] = historyTypes,
    private readonly chaincode = exchangeChaincode,
  ) {
    this.types = new Set(types);
  }

  /** Yields the blocks, and collects the changes in each. A block that cannot be read is passed on: its verification reports it. */
  async *follow(blocks: Blocks): AsyncGenerator<Uint8Array> {
    for await (const block of blocks) {
      this.collect(block);
      yield block;
    }
  }

  private collect(block: Uint8Array): void {
    try {
      for (const { block: number, transaction } of this.reader.read(block).transactions)
        for (const { key, value } of listPublicWrites(transaction.action?.accesses ?? [], this.chaincode)) this.add(number, key, value);
    } catch {
      // The verification of the same block reports why it cannot be read.
    }
  }

  private add(block: number, key: string, value: Uint8Array | undefined): void {
    if (!this.types.has(fromStateKey(key)?.type ?? '')) return;
    const record = value && parseRecord(value);
    if (!record) return;
    const { change, ...content } = record;
    this.changes.push({ key: printKey(key), block, ...change, record: content });
  }
}
