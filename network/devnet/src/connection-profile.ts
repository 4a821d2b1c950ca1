import { renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Topology } from './topology';
import { host, type Ports } from './ports';

/** Writes `connection.json`: all that gateway and client know of a network. Paths in it are relative to it. */
export function writeConnectionProfile(
  dataFolder: string,
  topology: Topology,
  of: { readonly chaincode: string; readonly ports: Ports },
): string {
  const path = join(dataFolder, 'connection.json');
  const profile = {
    channel: topology.channel,
    chaincode: of.chaincode,
    organisations: Object.fromEntries(
      topology.organisations.map(({ mspId }) => [
        mspId,
        {
          peer: {
            address: `${host}:${of.ports.peers.get(mspId) ?? 0}`,
            serverName: 'localhost',
            tlsRootCert: `devnet/organisations/${mspId}/tlsca/cert.pem`,
          },
          rootCerts: [`devnet/organisations/${mspId}/ca/cert.pem`],
        },
      ]),
    ),
    orderer: { mspId: topology.orderer.mspId, rootCerts: [`devnet/organisations/${topology.orderer.mspId}/ca/cert.pem`] },
  };
  writeFileSync(`${path}.new`, `${JSON.stringify(profile, null, 2)}\n`);
  renameSync(`${path}.new`, path);
  return path;
}
