import { dirname, join, relative } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import type { Ports } from './ports';
import type { Topology } from './topology';

/** Addresses and root certificates of a network, for clients. Paths are relative to the profile's folder; certificates are PEM files. */
export interface ConnectionProfile {
  readonly channel: string;
  readonly chaincode: string;
  /** By MSP id. */
  readonly organisations: Readonly<
    Record<
      string,
      {
        readonly peer: { readonly address: string; readonly serverName: string; readonly tlsRootCert: string };
        readonly rootCerts: readonly string[];
      }
    >
  >;
  readonly orderer: { readonly mspId: string; readonly rootCerts: readonly string[] };
}

/** Content of a profile that the topology does not define. */
export interface ProfileContent {
  readonly chaincode: string;
  /** The host that the peers advertise, so that error details contain the same addresses as the profile. */
  readonly host: string;
  readonly ports: Ports;
  /** The folder with one crypto folder per MSP id. */
  readonly organisations: string;
}

/** Writes the connection profile of a network. */
export function writeConnectionProfile(path: string, topology: Topology, content: ProfileContent): void {
  const locate = (...parts: string[]) => relative(dirname(path), join(content.organisations, ...parts));
  const { channel, orderer, organisations } = topology;
  const profile: ConnectionProfile = {
    channel,
    chaincode: content.chaincode,
    organisations: Object.fromEntries(
      organisations.map(({ mspId }) => {
        const address = `${content.host}:${content.ports.peers.get(mspId) ?? 0}`;
        const peer = { address, serverName: 'localhost', tlsRootCert: locate(mspId, 'tlsca', 'cert.pem') };
        return [mspId, { peer, rootCerts: [locate(mspId, 'ca', 'cert.pem')] }];
      }),
    ),
    orderer: { mspId: orderer.mspId, rootCerts: [locate(orderer.mspId, 'ca', 'cert.pem')] },
  };
  writeFileAtomic.sync(path, `${JSON.stringify(profile, null, 2)}\n`);
}
