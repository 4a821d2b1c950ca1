import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Type, type Static } from '@sinclair/typebox';
import { GatewayError } from '../gateway-error';
import { isValid } from '../http/validation';

const OrganisationProfile = Type.Object({
  peer: Type.Object({ address: Type.String(), serverName: Type.String(), tlsRootCert: Type.String() }),
  rootCerts: Type.Optional(Type.Array(Type.String())),
});
const Profile = Type.Object({
  channel: Type.String(),
  chaincode: Type.String(),
  organisations: Type.Record(Type.String(), OrganisationProfile),
});

/** The network as the gateway reaches it. In the file, root certificates are paths relative to it; once read, they are PEM texts. */
export type ConnectionProfile = Static<typeof Profile>;
/** The peer of one organisation. */
export type OrganisationProfile = Static<typeof OrganisationProfile>;

/** Reads a connection profile with the root certificates that it names. The gateway works without those of CAs. @throws FILE_INVALID */
export function readConnectionProfile(path: string): ConnectionProfile {
  const profile = readProfile(path);
  const locate = (file: string) => join(dirname(path), file);
  const read = (file: string) => readFileSync(locate(file), 'utf8');
  const organisations = Object.entries(profile.organisations).map(([mspId, { peer, rootCerts = [] }]) => {
    return [
      mspId,
      { peer: { ...peer, tlsRootCert: read(peer.tlsRootCert) }, rootCerts: rootCerts.filter((file) => existsSync(locate(file))).map(read) },
    ] as const;
  });
  return { ...profile, organisations: Object.fromEntries(organisations) };
}

/** Lists the files that a connection profile names, relative to it. @throws FILE_INVALID */
export function listCertificates(path: string): readonly string[] {
  const named = Object.values(readProfile(path).organisations).flatMap(({ peer, rootCerts = [] }) => [peer.tlsRootCert, ...rootCerts]);
  return [...new Set(named)].filter((file) => existsSync(join(dirname(path), file)));
}

function readProfile(path: string): ConnectionProfile {
  const profile: unknown = JSON.parse(readFileSync(path, 'utf8'));
  if (!isValid(Profile, profile))
    throw new GatewayError(
      'FILE_INVALID',
      `${path} is not a connection profile: expected channel, chaincode and organisations with peers.`,
    );
  return profile;
}
