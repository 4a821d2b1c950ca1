import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ChaincodeSupport } from './chaincode/chaincode-support';
import { defineChaincode, encodeFirstConfig, type ChannelMembers } from './channel-start';
import { writeConnectionProfile } from './connection-profile';
import { BlockFeed } from './deliver/block-feed';
import { makeDeliverService } from './deliver/service';
import { Endorser } from './endorser/endorser';
import { makeEndorserService } from './endorser/service';
import { CommitNotifier } from './gateway/commit-notifier';
import type { GatewayPeer } from './gateway/peers';
import { makeGatewayService } from './gateway/service';
import { findFreeBase } from './free-port';
import { GrpcEndpoint } from './grpc/endpoint';
import { openLedger } from './ledger/channel-ledger';
import type { Ledger } from './ledger/types';
import { issueOrganisation } from './msp/issuer';
import type { ChaincodeChoice, Network, NetworkOptions, RunningNetwork } from './network';
import { BlockAssembler } from './orderer/block-assembler';
import { Orderer } from './orderer/orderer';
import { makeBroadcastService } from './orderer/service';
import { checkOrganisations, readOrganisation, type OrganisationMaterial } from './organisations';
import { advertisedHost, computePorts, host, type Ports } from './ports';
import type { Topology } from './topology';

const hourMs = 3_600_000;
const defaultExecuteTimeoutMs = 30_000;
const chaincodeStartTimeoutMs = 10_000;
const maxConcurrentCalls = 500;

/** Fabric's gRPC services in this process. */
export const devnet: Network = {
  name: 'fabric-devnet',
  description: "Serves Fabric's gRPC services for one channel from one Node process, for development.",
  ranges: {
    maxMessageCount: { min: 1, max: 1_000_000 },
    batchTimeoutMs: { min: 0, max: hourMs },
    executeTimeoutMs: { min: 1, max: hourMs },
  },
  start: (topology, options) => Devnet.start(topology, options),
};

/** All nodes of a topology in this process: one ledger, and per organisation a peer with its endorser and gateway. */
export class Devnet implements RunningNetwork {
  private readonly endpoints: GrpcEndpoint[] = [];
  private readonly closers: (() => Promise<void> | void)[] = [];
  readonly ports: Ports;
  readonly chaincode: ChaincodeChoice;
  /** Path of the connection profile. */
  readonly profile: string;

  private constructor(
    private readonly topology: Topology,
    private readonly options: NetworkOptions,
  ) {
    this.ports = computePorts(topology, options.portBase);
    this.chaincode = { name: topology.chaincode.name, address: `${host}:${this.ports.chaincode}`, ...options.chaincode };
    this.profile = join(options.dataFolder, 'connection.json');
  }

  /** Starts from the state in the data folder, or creates a new channel. @throws DevnetError, such as PORT_TAKEN or LEDGER_IN_USE */
  static async start(topology: Topology, options: NetworkOptions): Promise<Devnet> {
    const portBase = options.portBase === 0 ? await findFreeBase(topology) : options.portBase;
    const devnet = new Devnet(topology, { ...options, portBase });
    try {
      await devnet.open();
    } catch (error) {
      await devnet.stop();
      throw error;
    }
    return devnet;
  }

  /** Never calls back: the nodes are part of this process. */
  onFailure(): void {
    // Nothing to watch.
  }

  /** Stops serving, writes the current block, and closes the ledger. */
  async stop(): Promise<void> {
    await Promise.all(this.endpoints.splice(0).map((endpoint) => endpoint.close()));
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private async open(): Promise<void> {
    const { topology, options, ports, chaincode } = this;
    const folder = join(options.dataFolder, 'devnet');
    const organisations = join(folder, 'organisations');
    const members = await openMembers(folder, organisations, topology);
    const ledger = await openLedger(join(folder, 'ledger'), encodeFirstConfig(topology, members, ports));
    this.closers.push(() => ledger.close());
    const assembler = new BlockAssembler(members.orderer.node);
    await defineChaincode(chaincode.name, { topology, members, ledger, assembler });
    const orderer = this.startOrderer(ledger, assembler);
    await this.serveOrderer(members.orderer, orderer);
    await this.servePeers(members.organisations, ledger, orderer);
    writeConnectionProfile(this.profile, topology, { chaincode: chaincode.name, host: advertisedHost, ports, organisations });
  }

  private startOrderer(ledger: Ledger, assembler: BlockAssembler): Orderer {
    const { batchTimeoutMs = 0, maxMessageCount } = this.options;
    const orderer = new Orderer({ ledger, assembler, batchTimeoutMs, maxMessageCount, now: Date.now });
    this.closers.push(() => orderer.close());
    return orderer;
  }

  private serveOrderer({ tls }: OrganisationMaterial, orderer: Orderer): Promise<void> {
    return this.listen({ port: this.ports.orderer, tls, services: [makeBroadcastService(orderer)] });
  }

  private async servePeers(organisations: readonly OrganisationMaterial[], ledger: Ledger, orderer: Orderer): Promise<void> {
    const shared = { ledger, now: Date.now, maxClockSkewMs: this.topology.maxClockSkewSeconds * 1000 };
    const feed = new BlockFeed(ledger);
    const notifier = new CommitNotifier(ledger);
    this.closers.push(
      () => feed.close(),
      () => notifier.close(),
    );
    const peers = organisations.map((organisation) => this.startPeer(organisation, shared));
    const submitTarget = { orderer, address: `${advertisedHost}:${this.ports.orderer}`, mspId: this.topology.orderer.mspId };
    for (const [index, own] of peers.entries()) {
      const tls = organisations[index]?.tls;
      if (!tls) continue;
      const services = [
        makeGatewayService({ ledger, own, peers, submitTarget, notifier, feed, maxConcurrentCalls }),
        makeEndorserService(own.endorser),
        makeDeliverService({
          ...shared,
          feed,
          readPrivateData: ({ number }, reader) => ledger.readPrivateData(number, { mspId: own.mspId, reader }),
        }),
      ];
      await this.listen({ port: this.ports.peers.get(own.mspId) ?? 0, tls, services });
    }
  }

  private startPeer({ mspId, node }: OrganisationMaterial, shared: PeerContext): GatewayPeer {
    const { name, address, addressOf = {} } = this.chaincode;
    const chaincodes = new ChaincodeSupport({
      ledger: shared.ledger,
      addresses: new Map([[name, addressOf[mspId] ?? address]]),
      executeTimeoutMs: this.options.executeTimeoutMs ?? defaultExecuteTimeoutMs,
      startTimeoutMs: chaincodeStartTimeoutMs,
    });
    this.closers.push(() => chaincodes.close());
    const identity = shared.ledger.config.deserialize(node.serialized);
    const endorser = new Endorser({ ...shared, mspId, signer: node, identity, chaincodes });
    return { mspId, address: `${advertisedHost}:${this.ports.peers.get(mspId) ?? 0}`, endorser };
  }

  private async listen(options: Parameters<typeof GrpcEndpoint.listen>[0]): Promise<void> {
    this.endpoints.push(await GrpcEndpoint.listen(options));
  }
}

interface PeerContext {
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly maxClockSkewMs: number;
}

async function openMembers(folder: string, organisations: string, topology: Topology): Promise<ChannelMembers> {
  const { orderer } = topology;
  const mspIds = [...topology.organisations, orderer].map(({ mspId }) => mspId);
  if (existsSync(join(folder, 'ledger'))) checkOrganisations(organisations, mspIds);
  for (const { mspId, domain } of topology.organisations) await issueOrganisation(organisations, { mspId, domain, node: 'peer' });
  await issueOrganisation(organisations, { mspId: orderer.mspId, domain: orderer.domain, node: 'orderer' });
  return {
    orderer: readOrganisation(organisations, orderer.mspId, 'orderer'),
    organisations: topology.organisations.map(({ mspId }) => readOrganisation(organisations, mspId, 'peer')),
  };
}
