import type { HistoryKind } from '@databund/client';
import {
  keys,
  type AuthorisationRecord,
  type DeliveryRecord,
  type DesignationRecord,
  type DisputeRecord,
  type Key,
  type ListingRecord,
  type MandateRecord,
  type Recorded,
  type StandingApproval,
  type Store,
  type TradeRecord,
} from '@databund/model';

/** An object, or a record beside it. Version 0 stands for the newest version of a listing, and for what has no versions. */
export interface LinkedObject {
  readonly kind: HistoryKind;
  readonly id: string;
  readonly version: number;
  /** A record that the object's own read does not show, such as `attestation`; empty for the object. */
  readonly part: string;
}

/** An object that a record is about, and the subjects in whose timelines it stands. */
export interface Link {
  readonly object: LinkedObject;
  readonly subjects: readonly string[];
}

/** Names what is below an object: what was made from it. */
export const nameBelow = (id: string) => `${id}/`;
/** Names what is said about one version of a listing; without a version, about all. */
export const nameVersion = (listing: string, version?: number) => `${listing}@${String(version ?? '')}`;

/** A written key, with its record before and after a block. */
export interface WrittenRecord {
  readonly key: Key;
  readonly records: readonly Recorded<object>[];
}

type FindLinks = (written: WrittenRecord, store: Pick<Store, 'find'>) => readonly Link[] | Promise<readonly Link[]>;

/** Returns the newest of the records. `as`: the type of a key determines the type of its records. */
const getNewest = <T>({ records }: WrittenRecord): T | undefined => records.at(-1) as T | undefined;
const makeObject = (kind: HistoryKind, id: string, part = ''): LinkedObject => ({ kind, id, version: 0, part });

/** Finds what a record is about, by the type of its key. Other keys are locks, indexes and quotas. */
const finders: Readonly<Record<string, FindLinks>> = {
  'listing-version': (written) => {
    const [id = '', version] = written.key.parts;
    const { resource, mandate } = getNewest<ListingRecord>(written)?.content ?? {};
    const sources = [resource, mandate].flatMap((source) => (source === undefined ? [] : [nameBelow(source)]));
    return linkVersion(id, Number(version)).map((link) => ({ ...link, subjects: [...link.subjects, ...sources] }));
  },
  stance: async (written, store) => {
    const [kind, id = ''] = written.key.parts;
    if (kind === 'authorisation') return linkAuthorisation(id, store);
    const [listing = '', version] = id.split('@');
    return linkVersion(listing, Number(version));
  },
  grade: ({ key: { parts } }) => linkListing(parts[0] ?? ''),
  attestation: ({ key: { parts } }) => linkVersion(parts[0] ?? '', Number(parts[1]), 'attestation'),
  objection: ({ key: { parts } }) => linkVersion(parts[0] ?? '', Number(parts[1]), `objection/${parts[2] ?? ''}`),
  authoritative: ({ key: { parts }, records }) => {
    const listings = new Set(records.map((record) => (record as Recorded<DesignationRecord>).listing)); // `as`: the key's type says so.
    return [...listings].flatMap((listing) => linkListing(listing, ['designation', ...parts].join('/')));
  },
  authorisation: ({ key: { parts } }, store) => linkAuthorisation(parts[0] ?? '', store),
  trade: ({ key: { parts } }, store) => linkTrade(parts[0] ?? '', store),
  price: ({ key: { parts } }, store) => linkTrade(parts[0] ?? '', store),
  clearing: ({ key: { parts } }, store) => linkTrade(parts[0] ?? '', store),
  delivery: ({ key: { parts } }, store) => linkDelivery(parts[0] ?? '', '', store),
  window: ({ key: { parts } }, store) => linkDelivery(parts[0] ?? '', `window/${String(Number(parts[1]))}`, store),
  dispute: async (written, store) => {
    const [id = ''] = written.key.parts;
    const { trade } = getNewest<DisputeRecord>(written) ?? {};
    return [{ object: makeObject('dispute', id), subjects: [id, ...(trade === undefined ? [] : await listAboveTrade(trade, store))] }];
  },
  resource: ({ key: { parts } }) => linkAlone('resource', parts),
  'resource-objection': ({ key: { parts } }) => linkAlone('resource', parts, `objection/${parts[1] ?? ''}`),
  mandate: (written) => {
    const { resources = [], grantee } = getNewest<MandateRecord>(written) ?? {};
    const above = [...resources, ...(grantee === undefined ? [] : [grantee])].map(nameBelow);
    return linkAlone('mandate', written.key.parts).map((link) => ({ ...link, subjects: [...link.subjects, ...above] }));
  },
  standing: (written) => {
    const { listings = [], givenBy } = getNewest<StandingApproval>(written) ?? {};
    const above = [...listings, ...(givenBy === undefined ? [] : [givenBy])].map(nameBelow);
    return linkAlone('standing', written.key.parts).map((link) => ({ ...link, subjects: [...link.subjects, ...above] }));
  },
  participant: ({ key: { parts } }) => linkAlone('participant', parts),
  'pin-release': ({ key: { parts } }) => linkAlone('participant', parts, 'pin-release'),
};

/** Lists what a written record is about. */
export async function findLinks(written: WrittenRecord, store: Pick<Store, 'find'>): Promise<readonly Link[]> {
  return (await finders[written.key.type]?.(written, store)) ?? [];
}

function linkVersion(id: string, version: number, part = ''): readonly Link[] {
  return [{ object: { kind: 'listing', id, version, part }, subjects: [id, nameVersion(id, version)] }];
}

function linkListing(id: string, part = ''): readonly Link[] {
  return [{ object: makeObject('listing', id, part), subjects: [id, nameVersion(id)] }];
}

function linkAlone(kind: HistoryKind, [id = '']: readonly string[], part = ''): readonly Link[] {
  return [{ object: makeObject(kind, id, part), subjects: [id] }];
}

async function linkAuthorisation(id: string, store: Pick<Store, 'find'>): Promise<readonly Link[]> {
  const record = await store.find<AuthorisationRecord>(keys.authorisation(id));
  return [{ object: makeObject('authorisation', id), subjects: [id, ...(record ? [nameBelow(record.listing)] : [])] }];
}

async function linkTrade(id: string, store: Pick<Store, 'find'>): Promise<readonly Link[]> {
  const [, ...above] = await listAboveTrade(id, store);
  return [{ object: makeObject('trade', id), subjects: [id, ...above] }];
}

async function linkDelivery(id: string, part: string, store: Pick<Store, 'find'>): Promise<readonly Link[]> {
  const record = await store.find<DeliveryRecord>(keys.delivery(id));
  const above = record ? [record.trade, record.authorisation, record.listing].map(nameBelow) : [];
  return [{ object: makeObject('delivery', id, part), subjects: [id, ...above] }];
}

/** Lists the trade, its authorisation and its listing, as subjects of what is below them. */
async function listAboveTrade(id: string, store: Pick<Store, 'find'>): Promise<readonly string[]> {
  const trade = await store.find<TradeRecord>(keys.trade(id));
  const authorisation = trade && (await store.find<AuthorisationRecord>(keys.authorisation(trade.authorisation)));
  const named = [id, ...(trade ? [trade.authorisation] : []), ...(authorisation ? [authorisation.listing] : [])];
  return named.map(nameBelow);
}
