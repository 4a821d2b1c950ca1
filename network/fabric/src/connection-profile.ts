import { writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import type { Layout } from './layout';

/** Writes all that gateway and client know of the network; paths in it are relative to it. */
export function writeConnectionProfile(layout: Layout, chaincode: string): void {
  const { channel, orderer, organisations } = layout.topology;
  const path = (mspId: string, ...parts: string[]) => relative(dirname(layout.profilePath), join(layout.homeOf(mspId), ...parts));
  const entries = organisations.map((organisation) => [
    organisation.mspId,
    {
      peer: {
        address: `localhost:${String(layout.portsOf(organisation).peer)}`,
        serverName: 'localhost',
        tlsRootCert: path(organisation.mspId, 'tlsca', 'cert.pem'),
      },
      rootCerts: [path(organisation.mspId, 'ca', 'cert.pem')],
    },
  ]);
  const profile = {
    channel,
    chaincode,
    organisations: Object.fromEntries(entries) as object,
    orderer: { mspId: orderer.mspId, rootCerts: [path(orderer.mspId, 'ca', 'cert.pem')] },
  };
  writeFileSync(layout.profilePath, `${JSON.stringify(profile, undefined, 2)}\n`);
}
