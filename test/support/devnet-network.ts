import { createPrivateKey } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Validity } from '@databund/devnet';
import { topologyPath } from '@databund/exchange/internal/exchange-topology';
import { startChaincode } from './chaincode-process';
import { Child } from './child-process';
import { issueParticipant } from './issue-participant';
import { findPortBase } from './free-ports';
import { readPublicState, type PublicState } from './public-state';
import { startPatchedChaincode } from './patched-chaincode-process';
import type { ConnectionProfile, FabricNetwork, NetworkFeature, NetworkOptions, TestIdentity } from './fabric-network';

const networkPackage = dirname(require.resolve('@databund/devnet/package.json'));
const features: ReadonlySet<NetworkFeature> = new Set(['kill', 'chaincode-restart', 'expired-identity', 'public-state']);

/** Starts a devnet in a folder of its own with a chaincode, each a process, on ports of its own. */
export async function openDevnetNetwork(options: NetworkOptions): Promise<FabricNetwork> {
  const data = mkdtempSync(join(tmpdir(), 'databund-devnet-'));
  const base = await findPortBase(17_000);
  const network = new DevnetNetwork(data, base, options);
  await network.start();
  return network;
}

class DevnetNetwork implements FabricNetwork {
  private devnet: Child | undefined;
  private chaincode: Child | undefined;
  private patched: Child | undefined;
  readonly profilePath: string;

  constructor(
    private readonly data: string,
    private readonly portBase: number,
    private readonly options: NetworkOptions,
  ) {
    this.profilePath = join(data, 'connection.json');
  }

  get connectionProfile(): ConnectionProfile {
    return JSON.parse(readFileSync(this.profilePath, 'utf8')) as ConnectionProfile;
  }

  async start(): Promise<void> {
    this.startChaincode();
    if (this.options.patchedAt) this.patched = startPatchedChaincode(this.patchedAddress);
    await this.startDevnet();
  }

  async identityFor(mspId: string, participantId = 'ptc-probe', validity?: Validity): Promise<TestIdentity> {
    const { certificate, key } = await issueParticipant(this.homeOf(mspId), participantId, validity);
    return { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(key) };
  }

  adminOf(mspId: string): TestIdentity {
    const read = (name: string) => readFileSync(join(this.homeOf(mspId), 'admin', name));
    return { mspId, certificate: read('cert.pem'), privateKey: createPrivateKey(read('key.pem')) };
  }

  supports(feature: NetworkFeature): boolean {
    return features.has(feature);
  }

  /** Its peers share one ledger. */
  settled(): Promise<void> {
    return Promise.resolve();
  }

  async killAndRestart(): Promise<void> {
    await this.devnet?.end('SIGKILL');
    await this.startDevnet();
  }

  expiredIdentityFor(mspId: string): Promise<TestIdentity> {
    const hour = 3_600_000;
    return this.identityFor(mspId, 'ptc-probe', { notBefore: new Date(Date.now() - 2 * hour), notAfter: new Date(Date.now() - hour) });
  }

  async restartChaincode(): Promise<void> {
    await this.chaincode?.end();
    this.startChaincode();
  }

  async readPublicState(): Promise<PublicState> {
    await this.devnet?.end();
    return readPublicState(join(this.data, 'devnet', 'ledger'), this.chaincodeName);
  }

  async stop(): Promise<void> {
    await this.devnet?.end();
    await this.chaincode?.end();
    await this.patched?.end();
    rmSync(this.data, { recursive: true, force: true });
  }

  private get chaincodeName(): 'probe' | 'databund' {
    return this.options.chaincode ?? 'probe';
  }

  private homeOf(mspId: string): string {
    return join(this.data, 'devnet', 'organisations', mspId);
  }

  private get chaincodeAddress(): string {
    return `127.0.0.1:${this.portBase + 2050}`;
  }

  private get patchedAddress(): string {
    return `127.0.0.1:${this.portBase + 2054}`;
  }

  private startChaincode(): void {
    this.chaincode = startChaincode(this.chaincodeName, this.chaincodeAddress, undefined, this.options.broken);
  }

  private async startDevnet(): Promise<void> {
    const { batchTimeoutMs, executeTimeoutMs, patchedAt = [] } = this.options;
    const script = join(networkPackage, 'dist', 'main.js');
    const args = [
      '--data',
      this.data,
      '--topology',
      topologyPath,
      '--port-base',
      String(this.portBase),
      '--chaincode',
      this.chaincodeName,
      '--chaincode-address',
      this.chaincodeAddress,
    ];
    for (const mspId of patchedAt) args.push('--chaincode-address-of', `${mspId}=${this.patchedAddress}`);
    if (batchTimeoutMs !== undefined) args.push('--batch-timeout', String(batchTimeoutMs));
    if (executeTimeoutMs !== undefined) args.push('--execute-timeout', String(executeTimeoutMs));
    this.devnet = Child.start([script, ...args]);
    await this.devnet.firstLine();
  }
}
