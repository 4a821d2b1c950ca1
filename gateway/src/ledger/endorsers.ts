import type { KeyPolicy } from '@databund/model';

/** The writes of a transaction, as far as they decide who must endorse it. */
export interface EndorserNeeds {
  /** True if it writes a key for the first time, which the chaincode's policy governs: the operator's organisation and one other. */
  readonly isNewKey: boolean;
  /** Policies of the existing keys that it changes, such as shared heads. */
  readonly policies?: readonly KeyPolicy[];
}

/** The organisations of a channel, as the caller's organisation sees them. */
export interface ChannelOrganisations {
  readonly own: string;
  /** The organisation that the chaincode's policy always asks for. */
  readonly operator: string;
  readonly all: readonly string[];
}

/**
 * Lists the sets of organisations that can endorse a transaction which anchors a statement of the caller's organisation: the smallest
 * first, and of equal size those with the operator's organisation first. Every set has the caller's organisation, because the anchor needs it.
 */
export function listEndorsers(
  { isNewKey, policies = [] }: EndorserNeeds,
  organisations: ChannelOrganisations,
): readonly (readonly string[])[] {
  const { own, operator, all } = organisations;
  const needed: readonly KeyPolicy[] = isNewKey
    ? [...policies, { atLeast: 1, of: [operator] }, { atLeast: 1, of: all.filter((mspId) => mspId !== operator) }]
    : policies;
  const others = [...new Set([operator, ...all, ...policies.flatMap(({ of }) => of)])].filter((mspId) => mspId !== own);
  const minimal: (readonly string[])[] = [];
  for (const set of listSubsets(others).map((subset) => [own, ...subset])) {
    const isLarger = minimal.some((known) => known.every((mspId) => set.includes(mspId)));
    if (!isLarger && needed.every((policy) => isSatisfied(policy, set))) minimal.push(set);
  }
  return minimal;
}

function isSatisfied({ atLeast, of }: KeyPolicy, endorsers: readonly string[]): boolean {
  return new Set(of.filter((mspId) => endorsers.includes(mspId))).size >= atLeast;
}

/** Lists all subsets, the small ones first and then in the order of their members. */
function listSubsets(members: readonly string[]): readonly (readonly string[])[] {
  let subsets: (readonly string[])[] = [[]];
  for (const member of [...members].reverse()) subsets = [...subsets.map((subset) => [member, ...subset]), ...subsets];
  return subsets.sort((one, other) => one.length - other.length);
}
