import type { Ports } from './ports';
import type { Topology } from './topology';
import type { NumberRange } from './whole-number';

/** Which chaincode runs on a network, and where its server listens. */
export interface ChaincodeChoice {
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  /** `host:port` by MSP id, for organisations whose peer uses a server of its own. */
  readonly addressOf?: Readonly<Record<string, string>> | undefined;
}

/** How a network is started; what is absent comes from the topology or from the network's defaults. */
export interface NetworkOptions {
  /** The folder for `connection.json` and for all state of the network. */
  readonly dataFolder: string;
  /** The orderer's port; all other ports shift with it. */
  readonly portBase?: number | undefined;
  readonly chaincode?: Partial<ChaincodeChoice> | undefined;
  /** Most transactions in one block. */
  readonly maxMessageCount?: number | undefined;
  /** How long a block collects transactions before it is cut. */
  readonly batchTimeoutMs?: number | undefined;
  /** How long the chaincode may take for one transaction. */
  readonly executeTimeoutMs?: number | undefined;
}

/** A network that serves its channel. */
export interface RunningNetwork {
  /** Path of the connection profile, `connection.json`. */
  readonly profile: string;
  readonly ports: Ports;
  readonly chaincode: ChaincodeChoice;
  /** The id under which peers accept the chaincode's server; absent if they accept any. */
  readonly chaincodeId?: string | undefined;
  /** Calls back with a message if a node ends although it was not stopped. */
  onFailure(listener: (message: string) => void): void;
  /** Stops every node; the state stays in the data folder. */
  stop(): Promise<void>;
}

/** A kind of network: the devnet, or real Fabric. Both start from one topology and write one form of connection profile. */
export interface Network {
  /** Name of its command. */
  readonly name: string;
  readonly description: string;
  /** The values that its options may have. */
  readonly ranges: NetworkRanges;
  /** Starts from the state in the data folder, or creates a new channel. */
  start(topology: Topology, options: NetworkOptions): Promise<RunningNetwork>;
}

/** Ranges of the numeric options. */
export interface NetworkRanges {
  readonly maxMessageCount: NumberRange;
  readonly batchTimeoutMs: NumberRange;
  readonly executeTimeoutMs: NumberRange;
}
