import { sortEntries } from '../proto/bytes';
import type { RwsetBuilder } from './rwset-builder';
import { hashKey } from './rwset-builder';
import type { StateView } from './state-view';
import type { EndorsementNeed } from './types';
import { findKeyPolicy } from './versioned-value';

/** Plans which policies validation will evaluate for the writes so far: key-level policies, and the default for keys without one. */
export function planEndorsement(builder: RwsetBuilder, view: StateView): readonly EndorsementNeed[] {
  const needs: EndorsementNeed[] = [];
  for (const [namespace, set] of sortEntries(builder.namespaces)) {
    const findPolicy = (key: string) => findKeyPolicy(view.getPublic(namespace, key)?.metadata);
    pushNeed(needs, { namespace, collection: '' }, [...set.writes.keys(), ...set.metadata.keys()].map(findPolicy));
    for (const [collection, part] of sortEntries(set.collections)) {
      const findHashedPolicy = (key: string) =>
        findKeyPolicy(view.getHashed(namespace, collection, hashKey(key).toString('hex'))?.metadata);
      pushNeed(needs, { namespace, collection }, [...part.writes.keys(), ...part.metadata.keys()].map(findHashedPolicy));
    }
  }
  return needs;
}

function pushNeed(needs: EndorsementNeed[], at: { namespace: string; collection: string }, policies: (Uint8Array | undefined)[]): void {
  if (policies.length === 0) return;
  const own = new Map(policies.flatMap((policy) => (policy ? [[Buffer.from(policy).toString('latin1'), policy] as const] : [])));
  needs.push({ ...at, defaultPolicy: policies.includes(undefined), keyPolicies: [...own.values()] });
}
