import { findGap, isPublic, type AnswerOf, type StanceSlot, type Terms } from '@databund/model';
import { DatabundError } from '../core/databund-error';
import { newId, type ExchangeClient } from '../core/exchange-client';

type Listing = AnswerOf<'GetListing'>;
type Standing = AnswerOf<'GetStanding'>;
type Buyer = AnswerOf<'GetParticipant'>;

/** The use that a buyer asks for. */
export interface AskedUse extends Pick<Terms, 'purpose' | 'scenario' | 'count'> {
  /** The end of the use; by default in one year, or as late as standing approvals allow if they cover every slot until then. */
  readonly until?: string | undefined;
}

/** For each slot the standing approval that covers a use and lasts longest. */
type Covering = ReadonlyMap<StanceSlot, Standing>;

const yearMs = 365 * 86_400_000;

/**
 * Requests the use of a listing as its buyer. The request rests on the standing approvals that cover it, so that it needs no other step of
 * those who gave them; one that the ledger does not accept is left out. @throws DatabundError as RequestAuthorisation does
 */
export async function requestUse(databund: ExchangeClient, listing: Listing, asked: AskedUse): Promise<AnswerOf<'GetAuthorisation'>> {
  const { purpose, scenario, count } = asked;
  const { id, version } = listing;
  const wanted = { purpose, scenario, count, from: new Date().toISOString(), mode: listing.content.kind ?? 'download' };
  let found = await findStandings(databund, listing);
  for (;;) {
    const { until, standing } = chooseStandings(found, { listing, asked, wanted });
    const terms = { ...wanted, until };
    try {
      return (await databund.authorisation.request({ id: newId('aut'), listing: id, version, terms, ...(standing && { standing }) }))
        .object;
    } catch (error) {
      const refused = error instanceof DatabundError && error.code === 'STANDING_NOT_APPLICABLE' ? error.details['standing'] : undefined;
      if (refused === undefined) throw error;
      found = { ...found, standings: found.standings.filter((each) => each.id !== refused) };
    }
  }
}

/** The buyer, the slots that must approve, and the standing approvals that are given for them and for the listing. */
interface Found {
  readonly buyer: Buyer;
  readonly slots: readonly StanceSlot[];
  readonly standings: readonly Standing[];
}

async function findStandings(databund: ExchangeClient, { id, provider, content }: Listing): Promise<Found> {
  const slots: readonly StanceSlot[] = ['provider', 'operator', ...(isPublic(content) ? (['authority'] as const) : [])];
  const standings: Standing[] = [];
  for (const slot of slots) {
    const filters = { slot, listing: id, ...(slot === 'provider' && { givenBy: provider }) };
    for await (const each of databund.pages(databund.standing.list, filters)) if (each.state === 'GIVEN') standings.push(each);
  }
  return { buyer: await databund.readSelf(), slots, standings };
}

interface Choice {
  readonly listing: Listing;
  readonly asked: AskedUse;
  readonly wanted: Pick<Terms, 'purpose' | 'mode'>;
}

/** Chooses the standing approvals that the request names, and its end. If nobody set an end, all slots together can shorten it. */
function chooseStandings(found: Found, choice: Choice) {
  const latest = choice.asked.until ?? new Date(Date.now() + yearMs).toISOString();
  const isOpen = choice.asked.until === undefined;
  const shortened = isOpen ? findCovering(found, choice, (until) => (until < latest ? until : latest)) : undefined;
  const isWhole = shortened !== undefined && found.slots.every((slot) => shortened.has(slot));
  const covering = isWhole ? shortened : findCovering(found, choice, () => latest);
  const [until = latest] = isWhole ? [latest, ...[...covering.values()].map((each) => each.until)].sort() : [];
  const standing = Object.fromEntries([...covering].map(([slot, { id }]) => [slot, id]));
  return { until, ...(covering.size > 0 && { standing }) };
}

function findCovering({ buyer, standings }: Found, { listing, wanted }: Choice, endAt: (until: string) => string): Covering {
  const { id, mspId, roles } = buyer;
  const covering = new Map<StanceSlot, Standing>();
  for (const each of standings) {
    const terms = { ...wanted, until: endAt(each.until) };
    const gap = findGap({ ...each, state: 'GIVEN' }, { listing, grade: listing.grade?.grade, terms, buyer: { id, mspId, roles } });
    const other = covering.get(each.slot);
    if (!gap && (!other || other.until < each.until)) covering.set(each.slot, each);
  }
  return covering;
}
