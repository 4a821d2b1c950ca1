import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueClient, observerUnit, type Issued } from '@databund/devnet';
import { startChaincode, type ChaincodeChoice } from './chaincode-process';
import {
  connectionProfileForm,
  type ConnectionProfile,
  type FabricNetwork,
  type NetworkFeature,
  type NetworkOptions,
  type PublicState,
  type TestIdentity,
} from './fabric-network';
import { findPortBase } from './free-ports';
import { issueParticipant } from './issue-participant';
import { readJson } from './json';
import type { NodeProcess } from './node-process';
import { mapKeys } from './values';

const hourMs = 3_600_000;
/** The chaincode that serves every peer without one of its own. */
const shared = 'shared';
/** Ports of chaincodes, above the port base. Port bases differ by tens, and Fabric's peers take the ports 1 to 3 of each ten. */
const [sharedPort, firstOwnPort] = [2_050, 2_054];

/** The folder and the first port of a network. */
export interface NetworkPlace {
  readonly data: string;
  readonly portBase: number;
}

/** Makes a temporary folder and finds free ports for a network. */
export async function findPlace(name: string, firstPort: number): Promise<NetworkPlace> {
  return { data: mkdtempSync(join(tmpdir(), `databund-${name}-`)), portBase: await findPortBase(firstPort) };
}

/** Runs a network on this machine: a folder, ports, identities, and chaincodes as processes beside the network. */
export abstract class LocalNetwork implements FabricNetwork {
  private readonly chaincodes = new Map<string, NodeProcess>();
  protected readonly data: string;
  protected readonly portBase: number;
  protected abstract readonly name: string;
  protected abstract readonly features: ReadonlySet<NetworkFeature>;

  constructor(
    { data, portBase }: NetworkPlace,
    protected readonly options: NetworkOptions,
  ) {
    this.data = data;
    this.portBase = portBase;
  }

  get profilePath(): string {
    return join(this.data, 'connection.json');
  }

  get connectionProfile(): ConnectionProfile {
    return readJson(connectionProfileForm, this.profilePath);
  }

  /** Starts the chaincodes, then the network. Leaves no process behind if one of them fails. */
  async start(): Promise<void> {
    await this.startAll().catch(async (error: unknown) => {
      await this.stop();
      throw error;
    });
  }

  issueIdentity(mspId: string, participantId = 'ptc-probe'): Promise<TestIdentity> {
    return this.issue(mspId, () => issueParticipant(this.getHome(mspId), participantId));
  }

  issueObserver(mspId: string): Promise<TestIdentity> {
    return this.issue(mspId, () => issueClient(this.getHome(mspId), { name: observerUnit, units: [observerUnit] }));
  }

  issueExpiredIdentity(mspId: string): Promise<TestIdentity> {
    const now = Date.now();
    const validity = { notBefore: new Date(now - 2 * hourMs), notAfter: new Date(now - hourMs) };
    return this.issue(mspId, () => issueParticipant(this.getHome(mspId), 'ptc-probe', validity));
  }

  issueShortIdentity(mspId: string, participantId: string, lifeMs: number): Promise<TestIdentity> {
    const now = Date.now();
    const validity = { notBefore: new Date(now - hourMs), notAfter: new Date(now + lifeMs) };
    return this.issue(mspId, () => issueParticipant(this.getHome(mspId), participantId, validity));
  }

  readAdmin(mspId: string): TestIdentity {
    const read = (name: string) => readFileSync(join(this.getHome(mspId), 'admin', name));
    return { mspId, certificate: read('cert.pem'), privateKey: createPrivateKey(read('key.pem')) };
  }

  hasFeature(feature: NetworkFeature): boolean {
    return this.features.has(feature);
  }

  async killAndRestart(): Promise<void> {
    await this.stopNetwork('SIGKILL');
    await this.startNetwork();
  }

  async restartChaincode(): Promise<void> {
    await this.chaincodes.get(shared)?.end();
    await this.startChaincode(shared);
  }

  async stopChaincode(mspId: string): Promise<void> {
    await this.chaincodes.get(mspId)?.end();
  }

  async stop(): Promise<void> {
    await this.stopNetwork('SIGTERM');
    for (const chaincode of this.chaincodes.values()) await chaincode.end();
    rmSync(this.data, { recursive: true, force: true });
  }

  abstract readPublicState(): Promise<PublicState>;
  abstract waitForBlock(block: bigint): Promise<void>;
  protected abstract startNetwork(): Promise<void>;
  protected abstract stopNetwork(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Returns the id that peers expect of the chaincode at an address. */
  protected abstract findChaincodeId(address: string): Promise<string>;
  /** Resolves when peers can reach the chaincode at a port. */
  protected abstract waitForChaincode(port: number): Promise<void>;

  protected get chaincodeName(): 'probe' | 'databund' | 'asset' {
    return this.options.chaincode ?? 'probe';
  }

  /** The address of the chaincode that the peers without one of their own share. */
  protected get sharedAddress(): string {
    return this.getAddress(shared);
  }

  /** The addresses of the chaincodes that serve the peer of one organisation. */
  protected get ownAddresses(): Readonly<Record<string, string>> {
    return mapKeys(this.ownChaincodes, (mspId) => this.getAddress(mspId));
  }

  /** The organisations whose peers have a chaincode of their own. */
  private get ownChaincodes(): readonly string[] {
    const { patchedAt = [], colludingAt = [], fastAt = [], foundingOf = {} } = this.options;
    return [...new Set([...patchedAt, ...colludingAt, ...fastAt, ...Object.keys(foundingOf)])];
  }

  private getAddress(server: string): string {
    return `127.0.0.1:${String(this.getPort(server))}`;
  }

  private getPort(server: string): number {
    return this.portBase + (server === shared ? sharedPort : firstOwnPort + this.ownChaincodes.indexOf(server));
  }

  private chooseChaincode(server: string): ChaincodeChoice {
    const { patchedAt, colludingAt, fastAt, foundingOf = {}, founding, broken } = this.options;
    const others = [
      ['fast-probe', fastAt],
      ['colluding', colludingAt],
      ['patched', patchedAt],
    ] as const;
    const [other] = others.find(([, mspIds]) => mspIds?.includes(server)) ?? [];
    if (other) return { kind: other, founding: foundingOf[server] ?? founding };
    const kind = broken === undefined ? this.chaincodeName : 'broken';
    return { kind, founding: foundingOf[server] ?? founding, broken };
  }

  private getHome(mspId: string): string {
    return join(this.data, this.name, 'organisations', mspId);
  }

  private async startAll(): Promise<void> {
    for (const server of [shared, ...this.ownChaincodes]) await this.startChaincode(server);
    await this.startNetwork();
  }

  private async issue(mspId: string, issueByCa: () => Promise<Issued>): Promise<TestIdentity> {
    const { certificate, key } = await issueByCa();
    return { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(key) };
  }

  private async startChaincode(server: string): Promise<void> {
    const address = this.getAddress(server);
    const id = await this.findChaincodeId(address);
    this.chaincodes.set(server, startChaincode(this.chooseChaincode(server), address, id));
    await this.waitForChaincode(this.getPort(server));
  }
}
