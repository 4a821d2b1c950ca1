import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** All that the gateway knows of a network; paths are relative to the profile. */
export interface ConnectionProfile {
  readonly channel: string;
  readonly chaincode: string;
  readonly organisations: Readonly<Record<string, OrganisationProfile>>;
}

/** Where one organisation’s peer is. */
export interface OrganisationProfile {
  readonly peer: { readonly address: string; readonly serverName: string; readonly tlsRootCert: string };
}

/** Reads a profile; the TLS roots that it names come as their PEM texts. */
export function readConnectionProfile(path: string): ConnectionProfile {
  const profile = JSON.parse(readFileSync(path, 'utf8')) as ConnectionProfile;
  const organisations = Object.entries(profile.organisations).map(([mspId, { peer }]) => [
    mspId,
    { peer: { ...peer, tlsRootCert: readFileSync(join(dirname(path), peer.tlsRootCert), 'utf8') } },
  ]);
  return { ...profile, organisations: Object.fromEntries(organisations) as ConnectionProfile['organisations'] };
}
