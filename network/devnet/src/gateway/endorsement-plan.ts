import type { CollectionName, SimulationResult } from '../ledger/types';
import type { Policy } from '../peer/types';
import type { GatewayContext } from './evaluate';
import type { GatewayPeer } from './peers';

/** A minimal set of peers that together satisfy every policy of a transaction. */
export type Layout = readonly GatewayPeer[];

/** Policies to satisfy, and peers that may endorse. */
export interface PlanRequest {
  readonly policies: readonly Policy[];
  readonly candidates: readonly GatewayPeer[];
  /** The peer that has already endorsed: its layouts come first. */
  readonly first?: GatewayPeer;
}

/**
 * Plans all minimal layouts, those with the first endorser and with the fewest peers first (Fabric's
 * `discovery/endorsement/endorsement.go`). Tries every subset of peers, because there are few: one per organisation.
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
 * Finds peers of members of every collection whose plaintext was read and, with transient data, of every collection whose policy applies.
 * Only these may endorse (Fabric's `internal/pkg/gateway/endorse.go`, step 4).
 */
export function findCollectionPeers(context: GatewayContext, simulation: SimulationResult, hasTransient: boolean): readonly GatewayPeer[] {
  const { ledger, peers } = context;
  const named = [...simulation.collectionsRead, ...(hasTransient ? listPlannedCollections(simulation) : [])];
  const members = named.map(({ namespace, collection }) => ledger.findCollectionMembers(namespace, collection) ?? []);
  return peers.filter(({ mspId }) => members.every((mspIds) => mspIds.includes(mspId)));
}

/** Finds collections whose policy applies and whose plaintext was not read; with transient data only their members may endorse. */
export function findProtectedCollections(simulation: SimulationResult): string[] {
  const isRead = (name: CollectionName) =>
    simulation.collectionsRead.some(({ namespace, collection }) => namespace === name.namespace && collection === name.collection);
  return listPlannedCollections(simulation).flatMap((name) => (isRead(name) ? [] : [name.collection]));
}

/** Lists collections in which a key without a policy of its own is written. Fabric's plan does not name the others. */
function listPlannedCollections({ needs }: SimulationResult): readonly CollectionName[] {
  return needs.filter(({ collection, defaultPolicy }) => collection !== '' && defaultPolicy);
}
