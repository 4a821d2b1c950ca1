import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
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

/** A channel trusts the authorities it began with: a new one in the place of one that is lost is a stranger to it. @throws Error naming the first */
export function refuseMissing(folder: string, mspIds: readonly string[]): void {
  const missing = mspIds.map((mspId) => join(folder, mspId)).find((home) => !existsSync(home));
  if (missing === undefined) return;
  const remedy = `restore it from a copy, or remove ${dirname(folder)} to begin a new channel`;
  throw new Error(`${missing} is missing, whose certificates and keys the ledger beside it asks for: ${remedy}`);
}

function newSigner(mspId: string, certificate: Buffer, key: Buffer): Signer {
  const privateKey = createPrivateKey(key);
  return { serialized: serializeIdentity(mspId, certificate), sign: (message) => signMessage(privateKey, message) };
}
