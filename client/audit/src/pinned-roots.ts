import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

interface Rooted {
  readonly rootCerts: readonly string[];
}

/** The root certificates that a connection profile names, by MSP id: an auditor has them from the organisations themselves. */
export function readPinnedRoots(profilePath: string): Readonly<Record<string, readonly string[]>> {
  const { organisations, orderer } = JSON.parse(readFileSync(profilePath, 'utf8')) as {
    readonly organisations: Readonly<Record<string, Rooted>>;
    readonly orderer: Rooted & { readonly mspId: string };
  };
  const read = ({ rootCerts }: Rooted) => rootCerts.map((path) => readFileSync(join(dirname(profilePath), path), 'utf8'));
  return Object.fromEntries(
    [...Object.entries(organisations), [orderer.mspId, orderer] as const].map(([mspId, rooted]) => [mspId, read(rooted)]),
  );
}
