import { dirname, join } from 'node:path';
import type { Organisation, Topology } from '@databund/devnet/internal/topology';

/** The ports of one peer: its service, its listener for chaincodes that dial in, its operations. */
export interface PeerPorts {
  readonly peer: number;
  readonly chaincodeListener: number;
  readonly operations: number;
}

/** Where everything of a native network lies and listens: derived from the topology, a folder and a base port. */
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

  /** What channel and definition say for good; there once a start has gone through. */
  get deployment(): string {
    return join(this.home, 'deployed');
  }

  /** The folders of all nodes. */
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

  /** The crypto folder of an organisation. */
  homeOf(mspId: string): string {
    return join(this.organisations, mspId);
  }

  /** The folder with `core.yaml` or `orderer.yaml`, ledger and log of a node. */
  nodeFolder(mspId: string): string {
    return join(this.nodes, mspId);
  }

  /** The MSP of an organisation’s administrator, as the `peer` command wants it. */
  adminMsp(mspId: string): string {
    return join(this.nodeFolder(mspId), 'admin-msp');
  }

  /** The chaincode package that an organisation installs. */
  chaincodePackageOf(mspId: string): string {
    return join(this.nodeFolder(mspId), 'chaincode.tar.gz');
  }

  portsOf({ peerPort }: Organisation): PeerPorts {
    const peer = peerPort + this.shift;
    return { peer, chaincodeListener: peer + 1, operations: peer + 2 };
  }

  /** Every port that a node listens on. */
  get nodePorts(): readonly number[] {
    const { orderer, admin, operations } = this.ordererPorts;
    const peers = this.topology.organisations.map((organisation) => this.portsOf(organisation));
    return [orderer, admin, operations, ...peers.flatMap((each) => [each.peer, each.chaincodeListener, each.operations])];
  }
}

/** The folder of the external builder that takes chaincode served by a process of its own. */
export function builderFolder(): string {
  return join(dirname(require.resolve('@databund/fabric-network/package.json')), 'builder');
}
