import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readExchangeTopology } from '@databund/exchange/internal/exchange-topology';
import { NativeFabric, packChaincode } from '@databund/fabric-network';
import { startChaincode } from './chaincode-process';
import { issueParticipant } from './issue-participant';
import type { Child } from './child-process';
import type { ConnectionProfile, FabricNetwork, NetworkFeature, NetworkOptions, TestIdentity } from './fabric-network';
import { findPortBase, untilListening } from './free-ports';
import { PeerHeights } from './peer-heights';
import { startPatchedChaincode } from './patched-chaincode-process';

const features: ReadonlySet<NetworkFeature> = new Set(['kill', 'chaincode-restart', 'expired-identity']);
const firstPort = 27_000;

/** Starts real Fabric’s own processes in a folder of their own, with a chaincode beside them. */
export async function openNativeFabricNetwork(options: NetworkOptions): Promise<FabricNetwork> {
  const network = new NativeFabricNetwork(mkdtempSync(join(tmpdir(), 'databund-fabric-')), await findPortBase(firstPort), options);
  await network.start();
  return network;
}

class NativeFabricNetwork implements FabricNetwork {
  private fabric: NativeFabric | undefined;
  private chaincode: Child | undefined;
  private patched: Child | undefined;
  private heights: PeerHeights | undefined;

  constructor(
    private readonly data: string,
    private readonly portBase: number,
    private readonly options: NetworkOptions,
  ) {}

  get profilePath(): string {
    return join(this.data, 'connection.json');
  }

  get connectionProfile(): ConnectionProfile {
    return JSON.parse(readFileSync(this.profilePath, 'utf8')) as ConnectionProfile;
  }

  async start(): Promise<void> {
    await this.startChaincode();
    if (this.options.patchedAt) await this.startPatchedChaincode();
    await this.startFabric();
  }

  async identityFor(mspId: string, participantId = 'ptc-probe'): Promise<TestIdentity> {
    const { certificate, key } = await issueParticipant(this.homeOf(mspId), participantId);
    return { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(key) };
  }

  adminOf(mspId: string): TestIdentity {
    const read = (name: string) => readFileSync(join(this.homeOf(mspId), 'admin', name));
    return { mspId, certificate: read('cert.pem'), privateKey: createPrivateKey(read('key.pem')) };
  }

  supports(feature: NetworkFeature): boolean {
    return features.has(feature);
  }

  async killAndRestart(): Promise<void> {
    await this.fabric?.stop('SIGKILL');
    await this.startFabric();
  }

  async expiredIdentityFor(mspId: string): Promise<TestIdentity> {
    const hour = 3_600_000;
    const validity = { notBefore: new Date(Date.now() - 2 * hour), notAfter: new Date(Date.now() - hour) };
    const { certificate, key } = await issueParticipant(this.homeOf(mspId), 'ptc-probe', validity);
    return { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(key) };
  }

  async restartChaincode(): Promise<void> {
    await this.chaincode?.end();
    await this.startChaincode();
  }

  readPublicState(): Promise<never> {
    return Promise.reject(new Error('a peer of Fabric’s keeps its state to itself'));
  }

  async settled(block: bigint): Promise<void> {
    this.heights ??= new PeerHeights(this);
    await this.heights.reached(block);
  }

  async stop(): Promise<void> {
    await this.heights?.close();
    await this.fabric?.stop();
    await this.chaincode?.end();
    await this.patched?.end();
    rmSync(this.data, { recursive: true, force: true });
  }

  private get name(): 'probe' | 'databund' {
    return this.options.chaincode ?? 'probe';
  }

  private get address(): string {
    return `127.0.0.1:${String(this.portBase + 2050)}`;
  }

  private get patchedAddress(): string {
    return `127.0.0.1:${String(this.portBase + 2054)}`;
  }

  private homeOf(mspId: string): string {
    return join(this.data, 'fabric', 'organisations', mspId);
  }

  private async startChaincode(): Promise<void> {
    const { id } = await packChaincode(this.name, readExchangeTopology().chaincode.version, this.address);
    this.chaincode = startChaincode(this.name, this.address, id, this.options.broken);
    await untilListening(this.portBase + 2050);
  }

  private async startPatchedChaincode(): Promise<void> {
    const { id } = await packChaincode(this.name, readExchangeTopology().chaincode.version, this.patchedAddress);
    this.patched = startPatchedChaincode(this.patchedAddress, id);
    await untilListening(this.portBase + 2054);
  }

  private async startFabric(): Promise<void> {
    const { patchedAt = [] } = this.options;
    this.fabric = await NativeFabric.start(readExchangeTopology(), {
      dataFolder: this.data,
      portBase: this.portBase,
      batchTimeoutMs: this.options.batchTimeoutMs === 0 ? undefined : this.options.batchTimeoutMs,
      executeTimeoutMs: this.options.executeTimeoutMs,
      chaincode: {
        name: this.name,
        address: this.address,
        addressOf: Object.fromEntries(patchedAt.map((mspId) => [mspId, this.patchedAddress])),
      },
    });
  }
}
