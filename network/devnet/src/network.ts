import type { Ports } from './ports';
import type { Topology } from './topology';
import type { NumberRange } from './whole-number';

/** The chaincode of a network, and the address of its server. */
export interface ChaincodeChoice {
  readonly name: string;
  /** `host:port`. */
  readonly address: string;
  /** `host:port` by MSP id, for organisations whose peer uses a server of its own. */
  readonly addressOf?: Readonly<Record<string, string>> | undefined;
}

/** Options of a start; absent ones come from the topology or from the network's defaults. */
export interface NetworkOptions {
  /** The folder for `connection.json` and for all state of the network. */
  readonly dataFolder: string;
  /** The orderer's port; all other ports shift with it. 0 takes any that are free. */
  readonly portBase?: number | undefined;
  readonly chaincode?: Partial<ChaincodeChoice> | undefined;
  /** Most transactions in one block. */
  readonly maxMessageCount?: number | undefined;
  /** Time in which a block collects transactions. */
  readonly batchTimeoutMs?: number | undefined;
  /** Time that the chaincode may take for one transaction. */
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
