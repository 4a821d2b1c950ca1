import type { Access, AccessAnswer } from '@databund/client';
import { charter, ExchangeError, indexes, keys, Session } from '@databund/model';
import { Type } from '@sinclair/typebox';
import { isValid } from '../../http/validation';
import type { HeightStore } from '../height-store';
import type { HeightMoment, ReadModel } from '../read-model';
import { scanPage } from '../scan-page';
import { listDeliveries } from './list-deliveries';
import type { PeriodPage, QuestionParts } from './question-parts';
import { listStretches } from './list-stretches';
import type { AskedPeriod } from './read-period';

const list = 'Accesses';
const stepKeys = 100;
const Place = Type.Object({ height: Type.Integer(), to: Type.String(), id: Type.String() });
type Place = { readonly height: number; readonly to: string; readonly id: string };

/** Reads a page of who had access to a listing in a period, as the ledger was at its end. @throws LISTING_NOT_FOUND, CURSOR_INVALID */
export async function listAccesses(
  listing: string,
  { period, limit, cursor }: PeriodPage,
  { model, cursors, describeNames }: QuestionParts,
): Promise<AccessAnswer> {
  const filters = { listing, ...period };
  const place = cursor === undefined ? undefined : openPlace(cursors.openText(list, filters, cursor));
  const moment = await openEnd(model, period, place);
  if (!(await model.openNow().store.find(keys.listing(listing)))) throw new ExchangeError('LISTING_NOT_FOUND');
  const names = describeNames(moment);
  const asked = { from: period.from ?? '', to: moment.time };
  const describe = async (id: string): Promise<Access | undefined> => {
    const session = new Session(moment.store, charter, moment.time);
    const stretches = await listStretches(id, asked, { model, moment, names });
    const head = stretches.length > 0 ? await session.find(keys.authorisation(id)) : undefined;
    if (!head) return undefined;
    const { buyer, version, terms } = head;
    const { purpose } = terms;
    const deliveries = await listDeliveries(session, id, asked);
    return { authorisation: id, version, buyer: await names.describe(buyer), purpose, stretches: [...stretches], ...deliveries };
  };
  const { items, last } = await scanPage(listAuthorised(moment.store, listing, place?.id), limit, describe);
  const { height } = moment.store;
  const next = last === undefined ? undefined : cursors.sealText(list, filters, JSON.stringify({ height, to: moment.time, id: last }));
  return {
    height,
    listing,
    ...(period.from !== undefined && { from: period.from }),
    to: moment.time,
    items: [...items],
    ...(next !== undefined && { next }),
  };
}

/** Opens the end of a period: now if it is not over. The pages after the first read the same height. */
function openEnd(model: ReadModel, { to }: AskedPeriod, place: Place | undefined): HeightMoment | Promise<HeightMoment> {
  if (place) return { ...model.openNow(place.height), time: place.to };
  const now = model.openNow();
  return to === undefined || to >= now.time ? now : model.openAt(to);
}

async function* listAuthorised(store: HeightStore, listing: string, after: string | undefined): AsyncGenerator<string> {
  let last = after;
  for (;;) {
    const at = { limit: stepKeys, ...(last !== undefined && { after: indexes.authorisationsOfListing(listing, last) }) };
    const found = await store.readPage(indexes.authorisationsOfListing(listing), at);
    for (const { parts } of found) yield (last = parts.at(-1) ?? '');
    if (found.length < stepKeys) return;
  }
}

function openPlace(text: string): Place {
  const place: unknown = JSON.parse(text);
  if (isValid(Place, place)) return place;
  throw new ExchangeError('CURSOR_INVALID');
}
