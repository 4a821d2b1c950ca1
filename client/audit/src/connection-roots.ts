import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { AuditError, describeError } from './audit-error';
import { isObject, parseJson } from './parse-json';

/**
 * Reads the root certificates that a connection profile (connection.json) names, by MSP id. Paths in it are relative to its folder.
 * @throws CONNECTION_MALFORMED, ROOT_UNREADABLE
 */
export function readPinnedRoots(profilePath: string): PinnedRoots {
  const folder = dirname(profilePath);
  return Object.fromEntries(
    listOrganisations(profilePath).map(([mspId, organisation]) => {
      const paths = listRoots(organisation);
      if (!paths) throw rejectProfile(profilePath, `${mspId} needs a list "rootCerts"`);
      return [mspId, paths.map((path) => readRoot(join(folder, path)))];
    }),
  );
}

function listOrganisations(profilePath: string): readonly (readonly [mspId: string, organisation: unknown])[] {
  const profile = parseJson(readFileSync(profilePath, 'utf8'));
  if (!isObject(profile) || !isObject(profile.organisations)) throw rejectProfile(profilePath, 'it needs an object "organisations"');
  const { organisations, orderer } = profile;
  if (!isObject(orderer) || typeof orderer.mspId !== 'string') throw rejectProfile(profilePath, 'it needs an "orderer" with an "mspId"');
  return [...Object.entries(organisations), [orderer.mspId, orderer]];
}

function listRoots(organisation: unknown): readonly string[] | undefined {
  if (!isObject(organisation) || !Array.isArray(organisation.rootCerts)) return undefined;
  const paths = organisation.rootCerts.filter((path) => typeof path === 'string');
  return paths.length === organisation.rootCerts.length ? paths : undefined;
}

function readRoot(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    throw new AuditError('ROOT_UNREADABLE', `Root certificate ${path} cannot be read: ${describeError(error)}`, { cause: error });
  }
}

function rejectProfile(path: string, reason: string): AuditError {
  return new AuditError('CONNECTION_MALFORMED', `${path} is not a connection profile: ${reason}.`);
}
