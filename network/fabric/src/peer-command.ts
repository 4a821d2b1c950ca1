import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Organisation } from '@databund/devnet';
import type { Binaries } from './binaries';
import { makeEnvironment } from './environment';
import type { Layout } from './layout';

const run = promisify(execFile);

/** Runs Fabric's commands as the administrators of the organisations. */
export class PeerCommand {
  constructor(
    private readonly layout: Layout,
    private readonly binaries: Binaries,
  ) {}

  /** Runs `peer` against an organisation's peer as its administrator, and returns its output. @throws Error of execFile with the command's message */
  async runPeer(organisation: Organisation, ...args: string[]): Promise<string> {
    const { mspId } = organisation;
    const home = join(this.layout.locateHome(mspId), 'peer');
    const environment = {
      FABRIC_CFG_PATH: this.layout.locateNode(mspId),
      FABRIC_LOGGING_SPEC: 'error',
      CORE_PEER_LOCALMSPID: mspId,
      CORE_PEER_MSPCONFIGPATH: this.layout.locateAdminMsp(mspId),
      CORE_PEER_ADDRESS: `localhost:${String(this.layout.computePorts(organisation).peer)}`,
      CORE_PEER_TLS_ROOTCERT_FILE: join(home, 'tls', 'ca.crt'),
    };
    const { stdout } = await run(this.binaries.peer, args, { env: makeEnvironment(environment), maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  }

  /** Runs osnadmin or configtxgen with a configuration folder, and returns its output. */
  async runTool(name: 'osnadmin' | 'configtxgen', args: readonly string[], folder: string): Promise<string> {
    const { stdout } = await run(this.binaries[name], args, {
      env: makeEnvironment({ FABRIC_CFG_PATH: folder, FABRIC_LOGGING_SPEC: 'error' }),
    });
    return stdout;
  }

  /** Arguments with which `peer` reaches the orderer. */
  get orderer(): readonly string[] {
    const { mspId } = this.layout.topology.orderer;
    const ca = join(this.layout.locateHome(mspId), 'orderer', 'tls', 'ca.crt');
    return ['-o', `localhost:${String(this.layout.ordererPorts.orderer)}`, '--tls', '--cafile', ca];
  }

  /** Arguments with which `peer` asks every organisation's peer to endorse. */
  get everyPeer(): readonly string[] {
    return this.layout.topology.organisations.flatMap((organisation) => [
      '--peerAddresses',
      `localhost:${String(this.layout.computePorts(organisation).peer)}`,
      '--tlsRootCertFiles',
      join(this.layout.locateHome(organisation.mspId), 'peer', 'tls', 'ca.crt'),
    ]);
  }
}
