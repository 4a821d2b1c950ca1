import type { Access } from '@databund/client';
import { indexes, listHeld, listSaid, readDelivery, stateOfDelivery, type Session } from '@databund/model';
import { findShown } from '../evaluate-at';

type DeliveryFacts = Awaited<ReturnType<typeof readDelivery>>;
type Deliveries = Pick<Access, 'deliveries' | 'hasMoreDeliveries'>;

const mostDeliveries = 100;

/** Lists the deliveries under an authorisation of which a step was between two dates, as far as the first hundred go. */
export async function listDeliveries(
  session: Session,
  authorisation: string,
  { from, to }: { readonly from: string; readonly to: string },
): Promise<Deliveries> {
  const found = await session.readPage(indexes.deliveriesOf(authorisation), { limit: mostDeliveries + 1 });
  const deliveries: Access['deliveries'] = [];
  for (const { parts } of found.slice(0, mostDeliveries)) {
    const facts = await findShown(() => readDelivery(session, parts.at(-1) ?? ''));
    const times = facts ? listSaid(facts.delivery).map(({ change }) => change.at) : [];
    if (facts && times.some((time) => time >= from && time <= to)) deliveries.push(describeDelivery(facts, to));
  }
  return { deliveries, ...(found.length > mostDeliveries && { hasMoreDeliveries: true as const }) };
}

function describeDelivery(facts: DeliveryFacts, at: string): Access['deliveries'][number] {
  const { id, mode, openedAt } = facts.delivery;
  const said = listSaid(facts.delivery);
  const findTime = (action: string) => said.find(({ change }) => change.action === action)?.change.at;
  const [servedAt, sentAt, acknowledgedAt] = ['serve', 'send', 'acknowledge'].map(findTime);
  const files = listHeld(facts.offered.listing.content);
  return {
    id,
    mode,
    state: stateOfDelivery(facts, at),
    openedAt,
    ...(servedAt !== undefined && { servedAt }),
    ...(sentAt !== undefined && { sentAt }),
    ...(acknowledgedAt !== undefined && { acknowledgedAt }),
    ...(mode === 'download' && { bytes: files.reduce((sum, { byteSize }) => sum + byteSize, 0) }),
  };
}
