import { createPrivateKey } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Signer } from './endorser/endorser';
import { serializeIdentity } from './msp/msp-directory';
import { signMessage } from './proto/signature';

/** Certificates and keys of an organisation with its one node, as they lie on disk. */
export interface OrganisationMaterial {
  readonly mspId: string;
  readonly rootCertificate: Buffer;
  readonly tlsRootCertificate: Buffer;
  /** The peer's or the orderer's own identity. */
  readonly node: Signer;
  readonly administrator: Signer;
  readonly tls: { readonly certificate: Buffer; readonly key: Buffer };
}

/** Reads `<folder>/<mspId>`, whose node's folder is named for what it is. */
export function readOrganisation(folder: string, mspId: string, node: 'peer' | 'orderer'): OrganisationMaterial {
  const home = join(folder, mspId);
  const read = (...path: string[]) => readFileSync(join(home, ...path));
  return {
    mspId,
    rootCertificate: read('ca', 'cert.pem'),
    tlsRootCertificate: read('tlsca', 'cert.pem'),
    node: newSigner(mspId, read(node, 'msp', 'signcerts', 'cert.pem'), read(node, 'msp', 'keystore', 'priv_sk')),
    administrator: newSigner(mspId, read('admin', 'cert.pem'), read('admin', 'key.pem')),
    tls: { certificate: read(node, 'tls', 'server.crt'), key: read(node, 'tls', 'server.key') },
  };
}

function newSigner(mspId: string, certificate: Buffer, key: Buffer): Signer {
  const privateKey = createPrivateKey(key);
  return { serialized: serializeIdentity(mspId, certificate), sign: (message) => signMessage(privateKey, message) };
}
