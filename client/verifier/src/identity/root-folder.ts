import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { VerifierError } from '../verifier-error';
import type { PinnedRoots } from './pinned-roots';

const certificatePattern = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;

/** Reads the root certificates of a folder: every certificate of each file `<MSP id>.pem`. @throws ROOTS_MISSING if no file is named so */
export function readRootFolder(folder: string): PinnedRoots {
  const names = readdirSync(folder).filter((name) => name.endsWith('.pem'));
  if (names.length === 0)
    throw new VerifierError('ROOTS_MISSING', `${folder} has no .pem files. Name one file per MSP, such as Org1MSP.pem.`);
  return Object.fromEntries(
    names.map((name) => [name.slice(0, -'.pem'.length), readFileSync(join(folder, name), 'utf8').match(certificatePattern) ?? []]),
  );
}
