import { fromStateKey } from '@databund/model';
import { isObject, parseJson } from '../parse-json';
import { decodeText } from '../bytes';
import type { SubjectKind } from './manifest';

/** The position of the id in keys that concern an object, by the type of the key. */
const idPositions: Readonly<Record<string, number>> = {
  participant: 0,
  'pin-release': 0,
  listing: 0,
  'listing-version': 0,
  attestation: 0,
  grade: 0,
  objection: 0,
  'held-notice': 0,
  authorisation: 0,
  slot: 0,
  serving: 0,
  sale: 0,
  delivery: 0,
  window: 0,
  dispute: 0,
  trade: 0,
  price: 0,
  clearing: 0,
  stance: 1,
  standing: 0,
  'delivery-by-authorisation': 0,
  'dispute-by-trade': 0,
};
/** Kinds of ids that a pack about an object also covers. */
const followed: Readonly<Record<SubjectKind, readonly string[]>> = {
  trade: ['aut', 'lst', 'ptc', 'sta', 'dlv', 'dis'],
  authorisation: ['lst', 'ptc', 'sta', 'dlv'],
  delivery: ['aut', 'lst', 'ptc', 'sta'],
  listing: ['ptc'],
  participant: [],
};
const linkMembers = ['authorisation', 'listing', 'buyer', 'provider'];

/** Returns whether keys of a type concern one object. */
export function hasConcern(type: string): boolean {
  return Object.hasOwn(idPositions, type);
}

/** Returns the object that a state key concerns; `undefined` if it concerns none that packs know. */
export function findConcerned(key: string): string | undefined {
  const { type = '', parts = [] } = fromStateKey(key) ?? {};
  const position = idPositions[type];
  return position === undefined ? undefined : parts[position]?.split('@')[0];
}

/** Lists the objects that a pack about an object covers too, as one of its writes names them. */
export function listLinks(kind: SubjectKind, key: string, value: Uint8Array | undefined): readonly string[] {
  const { type = '', parts = [] } = fromStateKey(key) ?? {};
  const record = value && parseJson(decodeText(value) ?? '');
  const named = isObject(record) ? [...linkMembers.map((member) => record[member]), ...listStandings(record)] : [];
  const indexed = type === 'delivery-by-authorisation' || type === 'dispute-by-trade' ? parts.slice(1) : [];
  return [...named, ...indexed].filter((id) => typeof id === 'string').filter((id) => followed[kind].includes(id.slice(0, 3)));
}

/** Lists the standing approvals on which an authorisation rests. */
function listStandings({ standing }: Readonly<Record<string, unknown>>): readonly unknown[] {
  return isObject(standing) ? Object.values(standing) : [];
}

/** Lists the organisations that a record names as its parties. */
export function listParties(value: Uint8Array | undefined): readonly string[] {
  const record = value && parseJson(decodeText(value) ?? '');
  const named = isObject(record) ? [record['buyerMspId'], record['providerMspId']] : [];
  return named.filter((mspId) => typeof mspId === 'string');
}
