import { hashBytes, type Hash, type ListingContent, type Terms } from '@databund/model';
import { makePriceSlip } from '@databund/client';
import { newId, type Exchange } from './exchange';

/** The bytes that the listings of the tests hold. */
export const bytes = Buffer.from('year,value\n2026,1\n');

/** A complete content, with what a test wants otherwise. */
export function contentWith(changes: Partial<ListingContent> = {}): ListingContent {
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

/** Publishes a listing as the cast’s provider and operator, and the authority where it must agree. */
export async function publish(
  { members: { provider, operator, authority } }: Exchange,
  content = contentWith(),
): Promise<{ id: string; version: number; revision: number }> {
  const id = newId('lst');
  const draft = await provider.call('CreateListing', { id, content });
  let { revision } = await provider.call('SubmitListing', { id, version: 1, revision: draft.revision });
  if (content.isPublicData) await authority.call('AgreeToListing', { id, version: 1, revision });
  ({ revision } = await operator.call('ApproveListing', { id, version: 1, revision }));
  ({ revision } = await operator.call('EndListingNotice', { id, version: 1, revision }));
  return { id, version: 1, revision };
}

/** From yesterday to tomorrow. */
export function aroundNow(): { from: string; until: string } {
  const day = 86_400_000;
  return { from: new Date(Date.now() - day).toISOString(), until: new Date(Date.now() + day).toISOString() };
}

/** What a request asks for where a test does not care. */
export function termsWith(changes: Partial<Terms> = {}): Terms {
  return { scenario: 'city report', purpose: 'research', ...aroundNow(), count: 2, mode: 'download', ...changes };
}

/** An authorisation that its parties have approved, as its approvers name it and its buyer saw it. */
export interface Granted {
  readonly id: string;
  readonly listing: string;
  readonly termsHash: Hash;
  readonly revision: number;
}

/** A request upon a new listing that provider and operator have approved. */
export async function grant(exchange: Exchange, content = contentWith(), changes: Partial<Terms> = {}): Promise<Granted> {
  const { buyer, provider, operator } = exchange.members;
  const { id: listing, version } = await publish(exchange, content);
  const id = newId('aut');
  const { termsHash, revision } = await buyer.call('RequestAuthorisation', { id, listing, version, terms: termsWith(changes) });
  await provider.call('ApproveAuthorisation', { id, termsHash });
  await operator.call('ApproveAuthorisation', { id, termsHash });
  return { id, listing, termsHash, revision };
}

/** A sale of it that both sides have priced and the operator has cleared. */
export async function fund({ members: { buyer, provider, operator } }: Exchange, authorisation: string): Promise<FundedSale> {
  const trade = newId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation, kind: 'sale' });
  const { text: slip, hash: amountHash } = makePriceSlip(trade, 500, 'CNY');
  await provider.call('PriceTrade', { id: trade }, { slip });
  await buyer.call('PriceTrade', { id: trade }, { slip });
  await operator.call('FundTrade', { id: trade, amountHash });
  return { trade, amountHash };
}

/** A trade, and what it was funded with. */
export interface FundedSale {
  readonly trade: string;
  readonly amountHash: Hash;
}

/** A free authorisation that is ACTIVE, upon a new listing. */
export async function activate(exchange: Exchange, content: ListingContent = contentWith(), changes: Partial<Terms> = {}): Promise<string> {
  const { id, revision } = await grant(exchange, content, changes);
  const { buyer } = exchange.members;
  const trade = newId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'free' });
  await buyer.call('ActivateAuthorisation', { id, revision, trade });
  return id;
}
