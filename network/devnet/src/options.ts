/** How a devnet runs. */
export interface DevnetOptions {
  /** Holds `connection.json` and the folder `devnet`. */
  readonly dataFolder: string;
  /** The orderer's port; the peers' and the chaincode's move with it. */
  readonly portBase?: number;
  /** Another chaincode than the topology's, such as a test's. */
  readonly chaincode?: {
    readonly name?: string;
    readonly address?: string;
    /** By MSP id, where an organisation’s peer is to reach a chaincode process of its own. */
    readonly addressOf?: Readonly<Record<string, string>>;
  };
  /** Transactions in one block at most. */
  readonly maxMessageCount?: number;
  /** How long a block gathers transactions; 0 cuts it as soon as the last one is written. */
  readonly batchTimeoutMs?: number;
  readonly executeTimeoutMs?: number;
}
