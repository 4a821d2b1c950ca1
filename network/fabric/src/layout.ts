import { dirname, join } from 'node:path';
import type { Organisation, Topology } from '@databund/devnet';

/** Ports of one peer: its service, its listener for chaincodes that connect to it, its operations service. */
export interface PeerPorts {
  readonly peer: number;
  readonly chaincodeListener: number;
  readonly operations: number;
}

/** Paths and ports of a native network, computed from the topology, a folder and a base port. */
export class Layout {
  readonly home: string;
  private readonly shift: number;

  constructor(
    readonly topology: Topology,
    private readonly data: string,
    portBase = topology.orderer.port,
  ) {
    this.home = join(data, 'fabric');
    this.shift = portBase - topology.orderer.port;
  }

  get organisations(): string {
    return join(this.home, 'organisations');
  }

  get profilePath(): string {
    return join(this.data, 'connection.json');
  }

  get genesisBlock(): string {
    return join(this.home, 'genesis.block');
  }

  /** The file that exists once a start completed; it records what channel and definition fix for good. */
  get deployment(): string {
    return join(this.home, 'deployed');
  }

  /** The folder that contains every node's folder. */
  get nodes(): string {
    return join(this.home, 'nodes');
  }

  get ordererPorts(): { readonly orderer: number; readonly admin: number; readonly operations: number } {
    const orderer = this.topology.orderer.port + this.shift;
    return { orderer, admin: orderer + 5, operations: orderer + 6 };
  }

  get chaincodePort(): number {
    return this.topology.chaincode.port + this.shift;
  }

  /** Returns the crypto folder of an organisation. */
  locateHome(mspId: string): string {
    return join(this.organisations, mspId);
  }

  /** Returns the folder with configuration, ledger and log of a node. */
  locateNode(mspId: string): string {
    return join(this.nodes, mspId);
  }

  /** Returns the log file of a node. */
  locateLog(mspId: string): string {
    return join(this.locateNode(mspId), 'log');
  }

  /** Returns the MSP folder of an organisation's administrator, for the `peer` command. */
  locateAdminMsp(mspId: string): string {
    return join(this.locateNode(mspId), 'admin-msp');
  }

  /** Returns the chaincode package that an organisation installs. */
  locatePackage(mspId: string): string {
    return join(this.locateNode(mspId), 'chaincode.tar.gz');
  }

  computePorts({ peerPort }: Organisation): PeerPorts {
    const peer = peerPort + this.shift;
    return { peer, chaincodeListener: peer + 1, operations: peer + 2 };
  }

  /** All ports on which a node listens. */
  get nodePorts(): readonly number[] {
    const { orderer, admin, operations } = this.ordererPorts;
    const peers = this.topology.organisations.map((organisation) => this.computePorts(organisation));
    return [orderer, admin, operations, ...peers.flatMap((each) => [each.peer, each.chaincodeListener, each.operations])];
  }
}

/** Returns the folder of the external builder for chaincode as a service. */
export function locateBuilder(): string {
  return join(dirname(require.resolve('@databund/fabric-network/package.json')), 'builder');
}
