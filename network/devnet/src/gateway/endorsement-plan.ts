import type { SimulationResult } from '../ledger/types';
import type { Policy } from '../peer/types';
import type { GatewayContext } from './evaluate';
import type { GatewayPeer } from './peers';

/** Peers that together satisfy every policy of a transaction; none of them could be left out. */
export type Layout = readonly GatewayPeer[];

/** Which policies must hold, and which peers may take part. */
export interface PlanRequest {
  readonly policies: readonly Policy[];
  readonly candidates: readonly GatewayPeer[];
  /** Its layouts come first, for it has endorsed already. */
  readonly first?: GatewayPeer;
}

/**
 * All minimal layouts, those with the first endorser and the fewest peers first. The peers are few (one an
 * organisation), so every subset is tried, smallest first. discovery/endorsement/endorsement.go.
 */
export function planLayouts({ policies, candidates, first }: PlanRequest): Layout[] {
  const minimal: Layout[] = [];
  for (const subset of listSubsets(candidates)) {
    if (minimal.some((layout) => layout.every((one) => subset.includes(one)))) continue;
    const identities = subset.map(({ endorser }) => endorser.identity);
    if (policies.every((policy) => policy.evaluateIdentities(identities) === undefined)) minimal.push(subset);
  }
  const withFirst = minimal.filter((layout) => first && layout.includes(first));
  return [...withFirst, ...minimal.filter((layout) => !withFirst.includes(layout))];
}

function listSubsets(peers: readonly GatewayPeer[]): Layout[] {
  let subsets: GatewayPeer[][] = [[]];
  for (const one of peers) subsets = [...subsets, ...subsets.map((subset) => [...subset, one])];
  return subsets.filter((subset) => subset.length > 0).sort((a, b) => a.length - b.length);
}

/**
 * Peers of organisations that are members of every collection that was read, and with transient data also of every one
 * that was written: for each policy of the transaction only these count. internal/pkg/gateway/endorse.go, step 4.
 */
export function findCollectionPeers(context: GatewayContext, simulation: SimulationResult, hasTransient: boolean): readonly GatewayPeer[] {
  const { ledger, peers } = context;
  const named = simulation.collections.filter(({ isRead, isWritten }) => isRead || (hasTransient && isWritten));
  const members = named.map(({ namespace, collection }) => ledger.findCollectionMembers(namespace, collection) ?? []);
  return peers.filter(({ mspId }) => members.every((mspIds) => mspIds.includes(mspId)));
}

/** Collections written but not read: those that transient data closes to non-members. */
export function findProtectedCollections({ collections }: SimulationResult): string[] {
  return collections.filter(({ isRead, isWritten }) => isWritten && !isRead).map(({ collection }) => collection);
}
