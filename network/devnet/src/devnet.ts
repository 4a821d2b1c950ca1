import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from './topology';
import { ChaincodeSupport } from './chaincode/chaincode-support';
import { defineChaincode, firstConfiguration, type ChannelMembers } from './channel-start';
import { writeConnectionProfile } from './connection-profile';
import { BlockFeed } from './deliver/block-feed';
import { deliverService } from './deliver/service';
import { Endorser } from './endorser/endorser';
import { endorserService } from './endorser/service';
import { CommitNotifier } from './gateway/commit-notifier';
import type { GatewayPeer } from './gateway/peers';
import { gatewayService } from './gateway/service';
import { GrpcEndpoint } from './grpc/endpoint';
import { openLedger } from './ledger/channel-ledger';
import type { Ledger } from './ledger/types';
import { issueOrganisation } from './msp/issuer';
import type { DevnetOptions } from './options';
import { BlockAssembler } from './orderer/block-assembler';
import { Orderer } from './orderer/orderer';
import { atomicBroadcastService } from './orderer/service';
import { readOrganisation, refuseMissing, type OrganisationMaterial } from './organisations';
import { host, portsOf, type Ports } from './ports';

const defaultExecuteTimeoutMs = 30_000;
const chaincodeStartTimeoutMs = 10_000;
const maxConcurrentCalls = 500;

/** The whole network of a topology in this process: one ledger, and for each organisation its peer, endorser and gateway. */
export class Devnet {
  private readonly endpoints: GrpcEndpoint[] = [];
  private readonly closers: (() => Promise<void> | void)[] = [];
  readonly ports: Ports;
  readonly chaincodeName: string;
  private profile = '';

  private constructor(
    private readonly topology: Topology,
    private readonly options: DevnetOptions,
  ) {
    this.ports = portsOf(topology, options.portBase);
    this.chaincodeName = options.chaincode?.name ?? topology.chaincode.name;
  }

  /** Starts on what the data folder holds, or from nothing. @throws Error naming a port that is taken. */
  static async start(topology: Topology, options: DevnetOptions): Promise<Devnet> {
    const devnet = new Devnet(topology, options);
    try {
      await devnet.open();
    } catch (error) {
      await devnet.stop();
      throw error;
    }
    return devnet;
  }

  /** Path of the connection profile. */
  get profilePath(): string {
    return this.profile;
  }

  /** Stops serving, lets the block under way be written, and closes the ledger. */
  async stop(): Promise<void> {
    await Promise.all(this.endpoints.splice(0).map((endpoint) => endpoint.close()));
    for (const close of this.closers.splice(0).reverse()) await close();
  }

  private async open(): Promise<void> {
    const { topology, options, ports } = this;
    const folder = join(options.dataFolder, 'devnet');
    const members = await readMembers(folder, topology);
    const ledger = await openLedger(join(folder, 'ledger'), firstConfiguration(topology, members, ports));
    this.closers.push(() => ledger.close());
    const assembler = new BlockAssembler(members.orderer.node);
    await defineChaincode(this.chaincodeName, { topology, members, ledger, assembler });
    const orderer = this.startOrderer(ledger, assembler);
    await this.serveOrderer(members.orderer, orderer);
    await this.servePeers(members.organisations, ledger, orderer);
    this.profile = writeConnectionProfile(options.dataFolder, topology, { chaincode: this.chaincodeName, ports });
  }

  private startOrderer(ledger: Ledger, assembler: BlockAssembler): Orderer {
    const { batchTimeoutMs = 0, maxMessageCount } = this.options;
    const batching = maxMessageCount === undefined ? {} : { maxMessageCount };
    const orderer = new Orderer({ ledger, assembler, batchTimeoutMs, ...batching, now: Date.now });
    this.closers.push(() => orderer.close());
    return orderer;
  }

  private serveOrderer({ tls }: OrganisationMaterial, orderer: Orderer): Promise<void> {
    return this.listen({ host, port: this.ports.orderer, tls, services: [atomicBroadcastService(orderer)] });
  }

  private async servePeers(organisations: readonly OrganisationMaterial[], ledger: Ledger, orderer: Orderer): Promise<void> {
    const shared = { ledger, now: Date.now, maxClockSkewMs: this.topology.maxClockSkewSeconds * 1000 };
    const feed = new BlockFeed(ledger);
    const notifier = new CommitNotifier(ledger);
    this.closers.push(
      () => feed.close(),
      () => notifier.close(),
    );
    const peers = organisations.map((one) => this.startPeer(one, shared));
    const submitTarget = { orderer, address: `${host}:${this.ports.orderer}`, mspId: this.topology.orderer.mspId };
    for (const [index, own] of peers.entries()) {
      const tls = organisations[index]?.tls;
      if (!tls) continue;
      const services = [
        gatewayService({ ledger, own, peers, submitTarget, notifier, feed, maxConcurrentCalls }),
        endorserService(own.endorser),
        deliverService({ ...shared, feed, privateDataOf: () => Promise.resolve(new Map()) }),
      ];
      await this.listen({ host, port: this.ports.peers.get(own.mspId) ?? 0, tls, services });
    }
  }

  private startPeer({ mspId, node }: OrganisationMaterial, shared: PeerSurroundings): GatewayPeer {
    const { address = `${host}:${this.ports.chaincode}`, addressOf = {} } = this.options.chaincode ?? {};
    const chaincodes = new ChaincodeSupport({
      ledger: shared.ledger,
      addresses: new Map([[this.chaincodeName, addressOf[mspId] ?? address]]),
      executeTimeoutMs: this.options.executeTimeoutMs ?? defaultExecuteTimeoutMs,
      startTimeoutMs: chaincodeStartTimeoutMs,
    });
    this.closers.push(() => chaincodes.close());
    const identity = shared.ledger.config.deserialize(node.serialized);
    const endorser = new Endorser({ ...shared, mspId, signer: node, identity, chaincodes });
    return { mspId, address: `${host}:${this.ports.peers.get(mspId) ?? 0}`, endorser };
  }

  private async listen(options: Parameters<typeof GrpcEndpoint.listen>[0]): Promise<void> {
    this.endpoints.push(await GrpcEndpoint.listen(options));
  }
}

interface PeerSurroundings {
  readonly ledger: Ledger;
  readonly now: () => number;
  readonly maxClockSkewMs: number;
}

async function readMembers(folder: string, topology: Topology): Promise<ChannelMembers> {
  const organisations = join(folder, 'organisations');
  const { orderer } = topology;
  if (existsSync(join(folder, 'ledger'))) {
    refuseMissing(
      organisations,
      [...topology.organisations, orderer].map(({ mspId }) => mspId),
    );
  }
  for (const { mspId, domain } of topology.organisations) await issueOrganisation(organisations, { mspId, domain, node: 'peer' });
  await issueOrganisation(organisations, { mspId: orderer.mspId, domain: orderer.domain, node: 'orderer' });
  return {
    orderer: readOrganisation(organisations, orderer.mspId, 'orderer'),
    organisations: topology.organisations.map(({ mspId }) => readOrganisation(organisations, mspId, 'peer')),
  };
}
