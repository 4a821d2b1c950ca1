import { listAble } from '../../kernel/judge-record';
import { hasTaken, type Reader } from '../../kernel/reader';
import type { Parties } from '../../kernel/voice';
import { readExchange } from '../exchange/read-exchange';
import type { Exchange } from '../exchange/records';
import { disputeKeys } from './keys';
import type { DisputeRecord } from './records';

/** The hearing of a dispute as its copy shows it. */
type Shown = Pick<DisputeRecord, 'rulings' | 'appealedBy'>;

/**
 * Returns the step that was taken after what the copy of a dispute shows: an arbiter ruled once more, or a party appealed. Then two others
 * wrote an older copy.
 */
export async function findLaterStep(
  reader: Reader,
  id: string,
  shown: Shown | undefined,
  { 'object-buyer': buyer = '', 'object-provider': provider = '' }: Parties,
): Promise<'rule' | 'appeal' | undefined> {
  const exchange = await readExchange(reader);
  const wasTaken = (mspId: string, action: string, round: number) =>
    hasTaken(reader, disputeKeys.dispute(id), { action, round, mspId, witnesses: listAble(mspId, [buyer, provider], exchange) });
  const { rulings = [], appealedBy } = shown ?? {};
  for (const mspId of listArbiters(exchange.organisations)) if (await wasTaken(mspId, 'rule', rulings.length + 1)) return 'rule';
  if (appealedBy !== undefined) return undefined;
  return (await wasTaken(buyer, 'appeal', 1)) || (await wasTaken(provider, 'appeal', 1)) ? 'appeal' : undefined;
}

/** Returns the organisations whose participants could rule, now or before. */
function listArbiters(organisations: Exchange['organisations']): readonly string[] {
  const isArbiter = ({ roles, former = [] }: Exchange['organisations'][number]) =>
    roles.includes('arbiter') || former.some(({ role }) => role === 'arbiter');
  return organisations.filter(isArbiter).map(({ mspId }) => mspId);
}
