import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { issueClient, observerUnit, type Issued } from '@databund/devnet';
import { startChaincode } from './chaincode-process';
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

const hourMs = 3_600_000;

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
  private readonly chaincodes = new Map<'own' | 'patched', NodeProcess>();
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
    await this.chaincodes.get('own')?.end();
    await this.startChaincode('own');
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

  protected get chaincodeName(): 'probe' | 'databund' {
    return this.options.chaincode ?? 'probe';
  }

  protected getAddress(which: 'own' | 'patched'): string {
    return `127.0.0.1:${String(this.getPort(which))}`;
  }

  private getPort(which: 'own' | 'patched'): number {
    return this.portBase + (which === 'own' ? 2050 : 2054);
  }

  private getHome(mspId: string): string {
    return join(this.data, this.name, 'organisations', mspId);
  }

  private async startAll(): Promise<void> {
    await this.startChaincode('own');
    if (this.options.patchedAt) await this.startChaincode('patched');
    await this.startNetwork();
  }

  private async issue(mspId: string, issueByCa: () => Promise<Issued>): Promise<TestIdentity> {
    const { certificate, key } = await issueByCa();
    return { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(key) };
  }

  private async startChaincode(which: 'own' | 'patched'): Promise<void> {
    const { broken } = this.options;
    const own = broken === undefined ? this.chaincodeName : 'broken';
    const address = this.getAddress(which);
    const id = await this.findChaincodeId(address);
    this.chaincodes.set(which, startChaincode(which === 'own' ? own : 'patched', address, id, which === 'own' ? broken : undefined));
    await this.waitForChaincode(this.getPort(which));
  }
}
