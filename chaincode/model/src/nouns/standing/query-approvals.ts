import { Type } from '@sinclair/typebox';
import { Id, OneOf } from '../../kernel/forms';
import type { Key } from '../../kernel/key';
import { readPage } from '../../kernel/page';
import { get, history, list } from '../../kernel/queries';
import { declareTextRead } from '../../kernel/read-text';
import { stanceSlots, type StanceSlot } from '../../kernel/stance';
import { listStandingKeys, standingIndexes } from './keys';
import { findStanding } from './read-approval';
import { StandingView, type StandingApproval } from './records';
import { standing, viewStandingApproval } from './approval';

export const GetStanding = get(standing, { name: 'GetStanding', summary: 'Reads one standing approval.' });

export const GetStandingHistory = history(standing, {
  name: 'GetStandingHistory',
  summary: 'Reads every change of a standing approval, first to last.',
});

export const GetStandingText = declareTextRead(standing, {
  name: 'GetStandingText',
  summary: 'Reads the words of a reason in the history of a standing approval.',
});

interface Filters {
  readonly givenBy: string | undefined;
  readonly slot: StanceSlot | undefined;
  readonly listing: string | undefined;
}

/** Lists standing approvals. They are public, so that a buyer finds those that cover its use. */
export const ListStandings = list({
  name: 'ListStandings',
  noun: 'standing',
  summary: 'Lists the standing approvals: of one giver, for one slot, those that are not for other listings than one, or all.',
  filters: { givenBy: Type.Optional(Id('ptc')), slot: Type.Optional(OneOf(...stanceSlots)), listing: Type.Optional(Id('lst')) },
  item: StandingView,
  read: (ledger, { givenBy, slot, listing, ...page }) =>
    readPage(ledger, choosePrefix({ givenBy, slot }), page, async (id) => {
      const found = await findStanding(ledger, id);
      return found && isWanted(found, { givenBy, slot, listing }) ? found : undefined;
    }),
  view: viewStandingApproval,
});

function choosePrefix({ givenBy, slot }: Pick<Filters, 'givenBy' | 'slot'>): Key {
  if (givenBy !== undefined) return standingIndexes.standingsOf(givenBy);
  return slot === undefined ? listStandingKeys() : standingIndexes.standingsInSlot(slot);
}

function isWanted(standing: StandingApproval, { givenBy, slot, listing }: Filters): boolean {
  const isOf = (givenBy === undefined || standing.givenBy === givenBy) && (slot === undefined || standing.slot === slot);
  return isOf && (listing === undefined || standing.listings === undefined || standing.listings.includes(listing));
}
