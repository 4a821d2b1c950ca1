import { createPrivateKey } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Signer } from './endorser/endorser';
import { DevnetError } from './errors';
import { serializeIdentity } from './msp/msp-directory';
import { signMessage } from './proto/signature';

/** Certificates and keys of an organisation and its one node. */
export interface OrganisationMaterial {
  readonly mspId: string;
  readonly rootCertificate: Buffer;
  readonly tlsRootCertificate: Buffer;
  /** The identity of the peer or the orderer. */
  readonly node: Signer;
  readonly administrator: Signer;
  readonly tls: { readonly certificate: Buffer; readonly key: Buffer };
}

/** Reads the crypto folder `<folder>/<mspId>`. */
export function readOrganisation(folder: string, mspId: string, node: 'peer' | 'orderer'): OrganisationMaterial {
  const home = join(folder, mspId);
  const read = (...path: string[]) => readFileSync(join(home, ...path));
  return {
    mspId,
    rootCertificate: read('ca', 'cert.pem'),
    tlsRootCertificate: read('tlsca', 'cert.pem'),
    node: makeSigner(mspId, read(node, 'msp', 'signcerts', 'cert.pem'), read(node, 'msp', 'keystore', 'priv_sk')),
    administrator: makeSigner(mspId, read('admin', 'cert.pem'), read('admin', 'key.pem')),
    tls: { certificate: read(node, 'tls', 'server.crt'), key: read(node, 'tls', 'server.key') },
  };
}

/** Rejects a missing crypto folder: a channel trusts only the CAs of its first block, so new ones would be useless. @throws CRYPTO_MISSING naming the first */
export function checkOrganisations(folder: string, mspIds: readonly string[]): void {
  const missing = mspIds.map((mspId) => join(folder, mspId)).find((home) => !existsSync(home));
  if (missing === undefined) return;
  const remedy = `Restore it from a backup, or remove ${dirname(folder)} to create a new channel.`;
  throw new DevnetError('CRYPTO_MISSING', `${missing} is missing, but the ledger needs its certificates and keys. ${remedy}`);
}

function makeSigner(mspId: string, certificate: Buffer, key: Buffer): Signer {
  const privateKey = createPrivateKey(key);
  return { serialized: serializeIdentity(mspId, certificate), sign: (message) => signMessage(privateKey, message) };
}
