import type { Reader } from '../../kernel/reader';
import { exchangeKeys } from '../exchange/keys';
import { disputeKeys } from './keys';
import type { DisputeRecord } from './records';

/** The hearing of a dispute as its copy shows it. */
type Shown = Pick<DisputeRecord, 'rulings' | 'appealedBy'>;

/** The organisations of the parties. */
interface Parties {
  readonly buyerMspId: string;
  readonly providerMspId: string;
}

/**
 * Returns the step that was taken after what the copy of a dispute shows: an arbiter ruled once more, or a party appealed. Then two others
 * wrote an older copy.
 */
export async function findLaterStep(
  reader: Reader,
  id: string,
  shown: Shown | undefined,
  { buyerMspId, providerMspId }: Parties,
): Promise<'rule' | 'appeal' | undefined> {
  const hasTaken = (mspId: string, action: string, round: number) => reader.hasAnchor(mspId, disputeKeys.dispute(id), { action, round });
  const rulings = shown?.rulings.length ?? 0;
  for (const mspId of await listArbiters(reader)) if (await hasTaken(mspId, 'rule', rulings + 1)) return 'rule';
  const appellants = shown?.appealedBy === undefined ? [buyerMspId, providerMspId] : [];
  for (const mspId of appellants) if (await hasTaken(mspId, 'appeal', 1)) return 'appeal';
  return undefined;
}

/** Returns the organisations whose participants could rule, now or before. */
async function listArbiters(reader: Reader): Promise<readonly string[]> {
  const exchange = await reader.find(exchangeKeys.exchange());
  const arbiters = (exchange?.organisations ?? []).filter(
    ({ roles, former = [] }) => roles.includes('arbiter') || former.some(({ role }) => role === 'arbiter'),
  );
  return arbiters.map(({ mspId }) => mspId);
}
