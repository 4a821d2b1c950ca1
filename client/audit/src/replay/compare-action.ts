import type { Action, StateAccess, Version } from '@databund/ledger-verifier';
import { fromStateKey, type Hash, type WriteSet } from '@databund/model';
import { decodeText, toHex } from '../bytes';
import { lifecycle } from './definition-history';
import { compareEntries, describeDifference, hasUniqueKeys, type Difference, type Entry } from './difference';
import { namePrivateKey } from './private-hashes';
import type { ReplayedLedger } from './replayed-ledger';

/** Everything that the rules make of a call. */
export interface ExpectedAction {
  readonly chaincode: string;
  readonly txId: string;
  /** `undefined` for a query. */
  readonly writes: WriteSet | undefined;
  /** `undefined` if it cannot be known. */
  readonly response: Uint8Array | undefined;
  /** Versions of the keys that were read, public and private; `undefined` if they cannot be known. */
  readonly reads: Pick<ReplayedLedger, 'reads' | 'hashReads'> | undefined;
  readonly keyTypes: ReadonlySet<string>;
  /** Hashes a private value: one that is not known has the hash that the block contains. */
  readonly hashPrivate: (text: string) => Hash;
}

/** Fields of a definition that a peer reads in addition to its sequence if a transaction touches a private collection. */
const collectionFields = ['Collections', 'EndorsementInfo', 'ValidationInfo'];

/** Compares a transaction with what the rules make of it: each read and write in every namespace and collection, event and answer. */
export function compareAction(action: Action, expected: ExpectedAction): readonly Difference[] {
  const { open, closed, definition, foreign } = divideAccesses(action.accesses, expected.chaincode);
  return [
    ...foreign.map(rejectAccess),
    ...definition.filter(hasWritten).map(rejectAccess),
    ...compareOpen(open, expected),
    ...compareClosed(closed, expected),
    ...compareReads(open, closed, expected),
    ...compareDefinition(definition, expected),
    ...compareEvent(action, expected),
    ...compareResponse(action, expected),
  ];
}

/** Reads and writes by place: public ones of the chaincode, those in its collections, those of definitions, and all others. */
type Places = Readonly<Record<'open' | 'closed' | 'definition' | 'foreign', StateAccess[]>>;

function divideAccesses(accesses: readonly StateAccess[], chaincode: string): Places {
  const places: Places = { open: [], closed: [], definition: [], foreign: [] };
  for (const access of accesses) places[namePlace(access, chaincode)].push(access);
  return places;
}

function namePlace({ namespace, collection }: StateAccess, chaincode: string): keyof Places {
  if (namespace === chaincode) return collection === '' ? 'open' : 'closed';
  return namespace === lifecycle && collection === '' ? 'definition' : 'foreign';
}

/** Returns whether a transaction writes in a place. */
export function hasWritten({ writes, policies }: StateAccess): boolean {
  return writes.length > 0 || policies.length > 0;
}

function rejectAccess({ namespace, collection, reads, writes, policies }: StateAccess): Difference {
  const keys = [...writes, ...policies, ...reads].map(({ key }) => key);
  const place = collection === '' ? namespace : `${namespace} ${collection}`;
  return { code: 'NAMESPACE_FOREIGN', key: keys[0] ?? '', details: `${place} touched, only the chaincode's own namespace expected` };
}

function compareOpen(open: readonly StateAccess[], { writes, keyTypes }: ExpectedAction): readonly Difference[] {
  const values = open.flatMap((access) => access.writes);
  const policies = open.flatMap((access) => access.policies.map(({ key, policy }) => ({ key, value: policy })));
  const wanted = (writes?.policies ?? []).map(({ key, policy }) => ({ key, value: policy }));
  return [
    ...compareEntries('WRITE', writes?.values ?? [], values).map((difference) => nameUnknown(difference, keyTypes)),
    ...compareEntries('POLICY', wanted, policies),
  ];
}

/** Tells a key that the rules never write from one that they write at other times. */
function nameUnknown(difference: Difference, keyTypes: ReadonlySet<string>): Difference {
  const { code, key = '' } = difference;
  const type = fromStateKey(key)?.type;
  return code === 'WRITE_UNEXPECTED' && (type === undefined || !keyTypes.has(type)) ? { ...difference, code: 'KEY_UNKNOWN' } : difference;
}

function compareClosed(closed: readonly StateAccess[], { writes, hashPrivate }: ExpectedAction): readonly Difference[] {
  const values = closed.flatMap(nameEach((each) => each.writes.map(({ key, value }) => ({ key, value: value && toHex(value) }))));
  const policies = closed.flatMap(nameEach((each) => each.policies.map(({ key, policy }) => ({ key, value: policy }))));
  const wanted = (writes?.privateValues ?? []).map(({ collection, key, value, hash }) => ({
    key: namePrivateKey(collection, key),
    value: hash ?? hashPrivate(decodeText(value) ?? '').value,
  }));
  const wantedPolicies = (writes?.privatePolicies ?? []).map(({ collection, key, policy }) => ({
    key: namePrivateKey(collection, key),
    value: policy,
  }));
  return [...compareEntries('PRIVATE', wanted, values), ...compareEntries('POLICY', wantedPolicies, policies)];
}

/** Puts the collection's name before the hash of each key. */
function nameEach(list: (access: StateAccess) => readonly Entry[]): (access: StateAccess) => readonly Entry[] {
  return (access) => list(access).map(({ key, value }) => ({ key: `${access.collection} ${key}`, value }));
}

function compareReads(open: readonly StateAccess[], closed: readonly StateAccess[], { reads }: ExpectedAction): readonly Difference[] {
  if (!reads || hasReads(open, closed, reads)) return [];
  const list = (versions: ReplayedLedger['reads']) => [...versions].map(([key, version]) => toRead({ key, version }));
  const ranges = open.flatMap((access) => access.ranges.map(({ start }) => ({ key: start, value: undefined })));
  return [
    ...compareEntries(
      'READ',
      list(reads.reads),
      open.flatMap((access) => access.reads.map(toRead)),
    ),
    ...compareEntries('READ', [], ranges),
    ...compareEntries('READ', list(reads.hashReads), closed.flatMap(nameEach((access) => access.reads.map(toRead)))),
  ];
}

/** Returns whether exactly these keys were read, in these versions, and no range. */
function hasReads(
  open: readonly StateAccess[],
  closed: readonly StateAccess[],
  { reads, hashReads }: Pick<ReplayedLedger, 'reads' | 'hashReads'>,
): boolean {
  if (open.some(({ ranges }) => ranges.length > 0)) return false;
  const publicReads = open.flatMap((access) => access.reads);
  return hasVersions(publicReads, reads) && hasVersions(closed.flatMap(listNamedReads), hashReads);
}

function listNamedReads({ collection, reads }: StateAccess): StateAccess['reads'] {
  return reads.map(({ key, version }) => ({ key: `${collection} ${key}`, version }));
}

/** Returns whether each of these keys was read once, in its version. */
function hasVersions(found: StateAccess['reads'], versions: ReadonlyMap<string, Version | undefined>): boolean {
  if (found.length !== versions.size || !hasUniqueKeys(found)) return false;
  return found.every(({ key, version }) => versions.has(key) && versions.get(key) === version);
}

function toRead({ key, version }: { readonly key: string; readonly version: Version | undefined }): Entry {
  return { key, value: version };
}

/** Requires that the transaction is tied to the definition in force, as a peer's endorser does it. */
function compareDefinition(definition: readonly StateAccess[], { chaincode, reads, writes }: ExpectedAction): readonly Difference[] {
  if (!reads) return [];
  const nameField = (name: string) => `namespaces/fields/${chaincode}/${name}`;
  const isPrivate = (writes?.privateValues.length ?? 0) > 0 || reads.hashReads.size > 0;
  const ofCollections = isPrivate ? [...collectionFields.map(nameField), `namespaces/metadata/${chaincode}`] : [];
  const wanted = [nameField('Sequence'), ...ofCollections].map((key) => ({ key, value: undefined }));
  // The ledger's own verification compares the versions.
  const found = definition.flatMap((access) => access.reads.map(({ key }) => ({ key, value: undefined })));
  return compareEntries('READ', wanted, found);
}

function compareEvent({ event, eventName, eventOrigin }: Action, { writes, chaincode, txId }: ExpectedAction): readonly Difference[] {
  const wanted = writes?.event ? { name: writes.event.name, chaincode, txId } : { name: '', chaincode: '', txId: '' };
  const found = { name: eventName, ...eventOrigin };
  const header = isSameEvent(found, wanted) ? undefined : describeDifference(JSON.stringify(found), JSON.stringify(wanted));
  const details = header ?? describeDifference(event, writes?.event?.payload ?? new Uint8Array());
  return details === undefined ? [] : [{ code: 'EVENT_DIFFERENT', details: `event: ${details}` }];
}

type EventHeader = Readonly<Record<'name' | 'chaincode' | 'txId', string>>;

function isSameEvent(one: EventHeader, other: EventHeader): boolean {
  return one.name === other.name && one.chaincode === other.chaincode && one.txId === other.txId;
}

function compareResponse({ response, responseStatus, responseMessage }: Action, expected: ExpectedAction): readonly Difference[] {
  const found = { status: responseStatus, message: responseMessage };
  const isSuccess = responseStatus === 200 && responseMessage === '';
  const header = isSuccess ? undefined : describeDifference(JSON.stringify(found), JSON.stringify({ status: 200, message: '' }));
  const details = header ?? (expected.response && describeDifference(response, expected.response));
  return details === undefined ? [] : [{ code: 'RESPONSE_DIFFERENT', details: `answer: ${details}` }];
}
