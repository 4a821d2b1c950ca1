import { createHash } from 'node:crypto';
import { isConfig, type ChannelConfig, type SelectedTransaction } from '@databund/ledger-verifier';
import { decodeText } from '../bytes';
import { listPublicWrites } from '../exchange-chaincode';
import type { Claim } from './manifest';

/** Writes the place of a transaction: `block.index`. */
export function formatPlace({ block, index }: Pick<SelectedTransaction, 'block' | 'index'>): string {
  return `${String(block)}.${String(index)}`;
}

/** Derives what the transactions of a pack say: who ran the nodes, who made and endorsed each, what each wrote, and what later reads confirm. */
export function deriveClaims(selected: readonly SelectedTransaction[], chaincode: string): readonly Claim[] {
  return selected.flatMap((each, position) => {
    if (isConfig(each.transaction)) return each.config ? [describeNodes(each.config, formatPlace(each))] : [];
    return [describeMaking(each), ...listWrites(each, chaincode), ...findConfirmation(each, selected.slice(position + 1))];
  });
}

/** Returns a state key in visible characters: a composite key as `type~attribute~attribute`. */
export function showKey(key: string): string {
  return key.replace(/^\0|\0$/g, '').replaceAll('\0', '~');
}

function describeNodes({ organisations, orderers }: ChannelConfig, at: string): Claim {
  return { claim: 'nodes', at, application: [...organisations.keys()].sort(), orderers: [...orderers].sort() };
}

function describeMaking(each: SelectedTransaction): Claim {
  const { creator, endorsers, transaction } = each;
  const [name = new Uint8Array()] = transaction.action?.args ?? [];
  return {
    claim: 'made',
    at: formatPlace(each),
    by: creator?.mspId ?? '',
    endorsers: [...new Set(endorsers.map(({ mspId }) => mspId))].sort(),
    function: decodeText(name) ?? '',
  };
}

function listWrites(each: SelectedTransaction, chaincode: string): readonly Claim[] {
  const at = formatPlace(each);
  return listPublicWrites(each.accesses, chaincode).map(
    ({ key, value }) => ({ claim: 'wrote', at, key: showKey(key), value: describeValue(value) }) as const,
  );
}

function describeValue(value: Uint8Array | undefined): string {
  return value ? createHash('sha256').update(value).digest('hex') : 'deleted';
}

/** Finds the first transaction behind whose endorsers read what this one wrote: their peers had applied it, so it was valid there. */
function findConfirmation(each: SelectedTransaction, later: readonly SelectedTransaction[]): readonly Claim[] {
  const at = formatPlace(each);
  const reader = later.find(({ accesses }) => accesses.some(({ reads }) => reads.some(({ version }) => version === at)));
  return reader ? [{ claim: 'confirmed', at, by: formatPlace(reader) }] : [];
}
