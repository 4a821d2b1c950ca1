import type { ChangeProposal, Exchange, OrganisationRecord } from '../nouns/exchange/records';
import type { MandateRecord } from '../nouns/mandate/records';
import type { ResourceObjectionRecord, ResourceRecord } from '../nouns/resource/records';
import type { ParticipantRecord } from '../nouns/participant/records';
import type { AttestationRecord, GradeRecord, ListingPointer, ListingRecord, ObjectionRecord } from '../nouns/listing/records';
import type { DesignationRecord } from '../nouns/listing/designating';
import type { AuthorisationRecord } from '../nouns/authorisation/records';
import type { DisputeRecord } from '../nouns/dispute/records';
import type { DeliveryRecord, SlotRecord, WindowRecord } from '../nouns/delivery/records';
import type { ClearingRecord, PriceRecord, TradeRecord } from '../nouns/trade/records';
import type { RefusalRecord } from '../nouns/refusal/records';
import type { PresetRecord } from '../nouns/exchange/sector-presets';
import type { StanceRecord, StanceSlot } from './stance';
import type { IndexEntry } from './record';

/** A key of the world state: its object type and its attributes, as Fabric’s composite keys have them. `T` is what lies under it. */
export interface Key<T = unknown> {
  readonly type: string;
  readonly parts: readonly string[];
  /** Never there; it ties the key to the type of its value. */
  readonly value?: T;
}

const key = <T>(type: string, ...parts: string[]): Key<T> => ({ type, parts });
const padded = (version: number) => String(version).padStart(5, '0');

/** Every key of the exchange. Nothing else makes one. */
export const keys = {
  exchange: () => key<Exchange>('exchange'),
  preset: (sector: string) => key<PresetRecord>('preset', sector),
  proposal: () => key<ChangeProposal>('exchange-proposal'),
  organisation: (mspId: string) => key<OrganisationRecord>('organisation', mspId),
  participant: (id: string) => key<ParticipantRecord>('participant', id),
  listing: (id: string) => key<ListingPointer>('listing', id),
  listingVersion: (id: string, version: number) => key<ListingRecord>('listing-version', id, padded(version)),
  resource: (id: string) => key<ResourceRecord>('resource', id),
  resourceObjection: (id: string, participant: string) => key<ResourceObjectionRecord>('resource-objection', id, participant),
  mandate: (id: string) => key<MandateRecord>('mandate', id),
  authoritative: (theme: string, adcode: string) => key<DesignationRecord>('authoritative', theme, adcode),
  attestation: (id: string, version: number) => key<AttestationRecord>('attestation', id, padded(version)),
  objection: (id: string, version: number, participant: string) => key<ObjectionRecord>('objection', id, padded(version), participant),
  grade: (id: string, version: number) => key<GradeRecord>('grade', id, padded(version)),
  authorisation: (id: string) => key<AuthorisationRecord>('authorisation', id),
  delivery: (id: string) => key<DeliveryRecord>('delivery', id),
  window: (delivery: string, k: number) => key<WindowRecord>('window', delivery, String(k).padStart(8, '0')),
  slot: (authorisation: string, k: number) => key<SlotRecord>('slot', authorisation, padded(k)),
  dispute: (id: string) => key<DisputeRecord>('dispute', id),
  trade: (id: string) => key<TradeRecord>('trade', id),
  price: (trade: string, side: PriceSide) => key<PriceRecord>('price', trade, side),
  clearing: (trade: string) => key<ClearingRecord>('clearing', trade),
  refusal: (participant: string, txId: string) => key<RefusalRecord>('refusal', participant, txId),
  stance: (kind: StanceKind, id: string, slot: StanceSlot) => key<StanceRecord>('stance', kind, id, slot),
} as const;

/** The key under which an organisation keeps a trade’s price slip, in its own implicit collection. */
export const priceSlipKey = (trade: string) => key<string>('price-slip', trade);

/** Indexes on attributes that never change: written once, with the object. The last attribute is the object’s id. */
export const indexes = {
  participantsOf: (mspId: string, ...id: string[]) => key<IndexEntry>('participant-by-organisation', mspId, ...id),
  listingsOf: (provider: string, ...id: string[]) => key<IndexEntry>('listing-by-provider', provider, ...id),
  authorisationsOfBuyer: (buyer: string, ...id: string[]) => key<IndexEntry>('authorisation-by-buyer', buyer, ...id),
  authorisationsOfProvider: (provider: string, ...id: string[]) => key<IndexEntry>('authorisation-by-provider', provider, ...id),
  authorisationsOfListing: (listing: string, ...id: string[]) => key<IndexEntry>('authorisation-by-listing', listing, ...id),
  tradesOfBuyer: (buyer: string, ...id: string[]) => key<IndexEntry>('trade-by-buyer', buyer, ...id),
  tradesOfProvider: (provider: string, ...id: string[]) => key<IndexEntry>('trade-by-provider', provider, ...id),
  tradesOfAuthorisation: (authorisation: string, ...id: string[]) => key<IndexEntry>('trade-by-authorisation', authorisation, ...id),
  resourcesOf: (holder: string, ...id: string[]) => key<IndexEntry>('resource-by-holder', holder, ...id),
  mandatesOf: (grantee: string, ...id: string[]) => key<IndexEntry>('mandate-by-grantee', grantee, ...id),
  disputesOfTrade: (trade: string, ...id: string[]) => key<IndexEntry>('dispute-by-trade', trade, ...id),
  disputesOfBuyer: (buyer: string, ...id: string[]) => key<IndexEntry>('dispute-by-buyer', buyer, ...id),
  disputesOfProvider: (provider: string, ...id: string[]) => key<IndexEntry>('dispute-by-provider', provider, ...id),
  deliveriesOfBuyer: (buyer: string, ...id: string[]) => key<IndexEntry>('delivery-by-buyer', buyer, ...id),
  deliveriesOfProvider: (provider: string, ...id: string[]) => key<IndexEntry>('delivery-by-provider', provider, ...id),
  deliveriesOf: (authorisation: string, ...id: string[]) => key<IndexEntry>('delivery-by-authorisation', authorisation, ...id),
} as const;

/** All keys of a type: the prefix of a list that no index narrows. */
export const all = (
  type: 'participant' | 'listing' | 'authorisation' | 'trade' | 'delivery' | 'dispute' | 'resource' | 'mandate' | 'preset',
) => key(type);
/** Every objection to a listing version. */
export const objectionsTo = (id: string, version: number) => key<ObjectionRecord>('objection', id, padded(version));
/** Every objection to a resource. */
export const resourceObjectionsTo = (id: string) => key<ResourceObjectionRecord>('resource-objection', id);
/** Every window of a feed’s delivery, in their order. */
export const windowsOf = (delivery: string) => key<WindowRecord>('window', delivery);
/** Every refusal on record: of a participant, or all. */
export const refusals = (participant?: string) => key<RefusalRecord>('refusal', ...(participant === undefined ? [] : [participant]));
/** Every slot of an authorisation. */
export const slotsOf = (authorisation: string) => key<SlotRecord>('slot', authorisation);

/** The two sides that put a price on a trade. */
export type PriceSide = 'provider' | 'buyer';
/** The objects that organisations take stances on. */
export type StanceKind = 'listing' | 'authorisation';

/** What a stance upon a listing version names: stances have one attribute for what they judge. */
export const versionId = (id: string, version: number) => `${id}@${String(version)}`;

/** A key as Fabric writes a composite key: U+0000, the type, and each attribute with U+0000 after it. */
export function toStateKey({ type, parts }: Key): string {
  return `\u0000${[type, ...parts].join('\u0000')}\u0000`;
}

/** The inverse of `toStateKey`; `undefined` for a key that the exchange did not write. */
export function fromStateKey(text: string): Key | undefined {
  if (!text.startsWith('\u0000') || !text.endsWith('\u0000') || text.length < 3) return undefined;
  const [type = '', ...parts] = text.slice(1, -1).split('\u0000');
  return { type, parts };
}
