import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Organisation } from '@databund/devnet/internal/topology';
import type { Binaries } from './binaries';
import { fabricEnvironment } from './environment';
import type { Layout } from './layout';

const run = promisify(execFile);

/** Runs Fabric’s commands as the administrators of a network’s organisations. */
export class PeerCommand {
  constructor(
    private readonly layout: Layout,
    private readonly binaries: Binaries,
  ) {}

  /** Runs `peer …` as an organisation’s administrator, at its peer. Answers what it wrote. @throws Error with what it said */
  async peer(organisation: Organisation, ...args: string[]): Promise<string> {
    const { mspId } = organisation;
    const home = join(this.layout.homeOf(mspId), 'peer');
    const environment = {
      FABRIC_CFG_PATH: this.layout.nodeFolder(mspId),
      FABRIC_LOGGING_SPEC: 'error',
      CORE_PEER_LOCALMSPID: mspId,
      CORE_PEER_MSPCONFIGPATH: this.layout.adminMsp(mspId),
      CORE_PEER_ADDRESS: `localhost:${String(this.layout.portsOf(organisation).peer)}`,
      CORE_PEER_TLS_ROOTCERT_FILE: join(home, 'tls', 'ca.crt'),
    };
    const { stdout } = await run(this.binaries.peer, args, { env: fabricEnvironment(environment), maxBuffer: 16 * 1024 * 1024 });
    return stdout;
  }

  /** Runs `osnadmin …`, or configtxgen, with a configuration folder. */
  async tool(name: 'osnadmin' | 'configtxgen', args: readonly string[], folder: string): Promise<string> {
    const { stdout } = await run(this.binaries[name], args, {
      env: fabricEnvironment({ FABRIC_CFG_PATH: folder, FABRIC_LOGGING_SPEC: 'error' }),
    });
    return stdout;
  }

  /** The arguments by which `peer` reaches the orderer. */
  get orderer(): readonly string[] {
    const { mspId } = this.layout.topology.orderer;
    const ca = join(this.layout.homeOf(mspId), 'orderer', 'tls', 'ca.crt');
    return ['-o', `localhost:${String(this.layout.ordererPorts.orderer)}`, '--tls', '--cafile', ca];
  }

  /** The arguments by which `peer` asks every organisation’s peer to endorse. */
  get everyPeer(): readonly string[] {
    return this.layout.topology.organisations.flatMap((organisation) => [
      '--peerAddresses',
      `localhost:${String(this.layout.portsOf(organisation).peer)}`,
      '--tlsRootCertFiles',
      join(this.layout.homeOf(organisation.mspId), 'peer', 'tls', 'ca.crt'),
    ]);
  }
}
