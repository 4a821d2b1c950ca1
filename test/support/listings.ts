import { hashBytes, type Hash, type ListingContent, type Terms } from '@databund/model';
import { makePriceSlip } from '@databund/client';
import { makeId, type Exchange } from './exchange';

/** The bytes of the file in the tests' listings. */
export const bytes = Buffer.from('year,value\n2026,1\n');

/** Makes a complete content with these changes. */
export function makeContent(changes: Partial<ListingContent> = {}): ListingContent {
  return {
    title: { en: 'Readings', 'zh-Hans': '读数' },
    description: { en: 'Yearly readings.', 'zh-Hans': '年度读数。' },
    publisher: { name: { en: 'Office of Readings' } },
    licence: 'CC-BY-4.0',
    languages: ['en'],
    grade: 'general',
    personalData: { level: 'none' },
    kind: 'download',
    offer: {
      permission: [
        { action: 'use', constraint: [{ leftOperand: 'purpose', operator: 'isAnyOf', rightOperand: ['research', 'planning'] }] },
      ],
    },
    charge: { basis: 'free' },
    distributions: [{ kind: 'held', name: 'readings.csv', mediaType: 'text/csv', byteSize: bytes.length, hash: hashBytes(bytes) }],
    ...changes,
  };
}

/** Publishes a listing as provider and operator, and as authority if its data is public. */
export async function publish(
  { members: { provider, operator, authority } }: Exchange,
  content = makeContent(),
): Promise<{ id: string; version: number; revision: number }> {
  const id = makeId('lst');
  const draft = await provider.call('CreateListing', { id, content });
  let { revision } = await provider.call('SubmitListing', { id, version: 1, revision: draft.revision });
  if (content.isPublicData) await authority.call('AgreeToListing', { id, version: 1, revision });
  ({ revision } = await operator.call('ApproveListing', { id, version: 1, revision }));
  return { id, version: 1, revision };
}

/** Sets the period of the notices that begin from then on. */
export async function setNoticeHours({ members: { operator, authority } }: Exchange, noticePeriodHours: number): Promise<void> {
  const { revision } = await operator.call('SetParameters', { parameters: { noticePeriodHours } });
  await authority.call('AgreeToChange', { revision });
}

/** Returns the period from yesterday to tomorrow. */
export function makePeriodAroundNow(): { from: string; until: string } {
  const day = 86_400_000;
  return { from: new Date(Date.now() - day).toISOString(), until: new Date(Date.now() + day).toISOString() };
}

/** Makes the terms of a request with these changes. */
export function makeTerms(changes: Partial<Terms> = {}): Terms {
  return { scenario: 'city report', purpose: 'research', ...makePeriodAroundNow(), count: 2, mode: 'download', ...changes };
}

/** An authorisation that its parties have approved. */
export interface Granted {
  readonly id: string;
  readonly listing: string;
  readonly termsHash: Hash;
  readonly revision: number;
}

/** Requests access to a new listing, and approves the request as provider and operator. */
export async function grant(exchange: Exchange, content = makeContent(), changes: Partial<Terms> = {}): Promise<Granted> {
  const { buyer, provider, operator } = exchange.members;
  const { id: listing, version } = await publish(exchange, content);
  const id = makeId('aut');
  const { termsHash, revision } = await buyer.call('RequestAuthorisation', { id, listing, version, terms: makeTerms(changes) });
  await provider.call('ApproveAuthorisation', { id, termsHash });
  await operator.call('ApproveAuthorisation', { id, termsHash });
  return { id, listing, termsHash, revision };
}

/** Orders a sale under an authorisation, prices it on both sides and funds it. */
export async function fund({ members: { buyer, provider, operator } }: Exchange, authorisation: string): Promise<FundedSale> {
  const trade = makeId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation, kind: 'sale' });
  const { text: slip, hash: amountHash } = makePriceSlip(trade, 500, 'CNY');
  await provider.call('PriceTrade', { id: trade }, { slip });
  await buyer.call('PriceTrade', { id: trade }, { slip });
  await operator.call('FundTrade', { id: trade, amountHash });
  return { trade, amountHash };
}

/** A trade, and the hash of the amount that funded it. */
export interface FundedSale {
  readonly trade: string;
  readonly amountHash: Hash;
}

/** Activates a free authorisation of a new listing. */
export async function activate(exchange: Exchange, content: ListingContent = makeContent(), changes: Partial<Terms> = {}): Promise<string> {
  const { id, revision } = await grant(exchange, content, changes);
  const { buyer } = exchange.members;
  const trade = makeId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'free' });
  await buyer.call('ActivateAuthorisation', { id, revision, trade });
  return id;
}
