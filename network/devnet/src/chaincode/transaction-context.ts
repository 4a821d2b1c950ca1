import type { peer } from '@hyperledger/fabric-protos';
import type { TxSimulator } from '../ledger/types';
import type { OpenQuery } from './queries';

/** The response of a chaincode and at most one event. */
export interface Completion {
  readonly response: peer.Response;
  readonly event: peer.ChaincodeEvent | undefined;
}

/** One invocation of one chaincode. */
export interface Invocation {
  readonly channelId: string;
  readonly txId: string;
  readonly chaincodeName: string;
  readonly input: peer.ChaincodeInput;
  readonly signedProposal: peer.SignedProposal;
  readonly simulator: TxSimulator;
}

/** An active invocation on a chaincode stream, with its open queries. */
export class TransactionContext {
  readonly queries = new Map<string, OpenQuery>();
  /** True while a request of the chaincode is served; Fabric's peer drops a second one. */
  isBusy = false;
  private nextQuery = 0;

  constructor(
    readonly invocation: Invocation,
    readonly settle: (outcome: Completion | Error) => void,
  ) {}

  /** Computes Fabric's key of a context. */
  static computeKey(channelId: string, txId: string): string {
    return channelId + txId;
  }

  open(query: OpenQuery): string {
    this.nextQuery += 1;
    const id = `${this.invocation.txId}-${this.nextQuery}`;
    this.queries.set(id, query);
    return id;
  }

  async closeQueries(): Promise<void> {
    const open = [...this.queries.values()];
    this.queries.clear();
    await Promise.all(open.map((query) => query.close()));
  }
}
