import { isObject } from '../parse-json';

/** The kinds of packs: Fabric's whole blocks, or single envelopes with paths to a cosigned checkpoint. */
export const packKinds = ['blocks', 'checkpoint'] as const;
export type PackKind = (typeof packKinds)[number];

/** The kinds of objects that a pack can be about, with the kind of their ids. */
export const subjectKinds = { trade: 'trd', listing: 'lst', authorisation: 'aut', delivery: 'dlv', participant: 'ptc' } as const;
export type SubjectKind = keyof typeof subjectKinds;

/** An object of the exchange. */
export interface Subject {
  readonly kind: SubjectKind;
  readonly id: string;
}

/** A transaction in a pack: its place (`block.index`) and id, and in packs of kind checkpoint the number of its leaf. */
export interface PackedTransaction {
  readonly at: string;
  readonly id: string;
  readonly leaf?: number;
}

/** A statement about the ledger, made from the bytes of the pack alone; `docs/evidence.md` lists their members. */
export interface Claim {
  readonly claim: 'nodes' | 'made' | 'wrote' | 'confirmed' | 'opened' | 'timestamp' | 'cosigned' | 'nothing-later';
  readonly at?: string;
  readonly [member: string]: unknown;
}

/** An entry as the manifest lists it. Its bytes follow those of the entry before. */
export interface ListedEntry {
  readonly name: string;
  readonly size: number;
  /** Hex. */
  readonly sha256: string;
  /** A second digest, hex. */
  readonly sm3?: string;
}

/** The first line of a pack. */
export interface Manifest {
  readonly format: typeof packFormat;
  readonly kind: PackKind;
  readonly subject: Subject;
  readonly channel: string;
  readonly chaincode: string;
  /** Number of blocks that the maker of the pack read. */
  readonly height: number;
  readonly transactions: readonly PackedTransaction[];
  readonly claims: readonly Claim[];
  readonly entries: readonly ListedEntry[];
}

/** The name of this form of packs, with its version. */
export const packFormat = 'databund-evidence/1';
const manifestMembers = ['format', 'kind', 'subject', 'channel', 'chaincode', 'height', 'transactions', 'claims', 'entries'];
const hexDigest = /^[0-9a-f]{64}$/;
const placePattern = /^(0|[1-9]\d{0,14})\.(0|[1-9]\d{0,8})$/;

/** Returns whether a value is a manifest of this format, without other members. */
export function isManifest(value: unknown): value is Manifest {
  return (
    hasMembers(value, manifestMembers) &&
    value['format'] === packFormat &&
    packKinds.some((kind) => kind === value['kind']) &&
    isSubject(value['subject']) &&
    isText(value['channel']) &&
    isText(value['chaincode']) &&
    isCount(value['height']) &&
    isListOf(isTransaction)(value['transactions']) &&
    isListOf(isClaim)(value['claims']) &&
    isListOf(isEntry)(value['entries'])
  );
}

/** Returns whether a value names an object: its kind, and an id of that kind. */
export function isSubject(value: unknown): value is Subject {
  if (!hasMembers(value, ['kind', 'id']) || !isText(value['kind']) || !isText(value['id'])) return false;
  const prefix = new Map<string, string>(Object.entries(subjectKinds)).get(value['kind']);
  return prefix !== undefined && new RegExp(`^${prefix}-[0-9a-hjkmnp-tv-z]{26}$`).test(value['id']);
}

/** Reads a place such as `12.0` as the number of a block and the position in it. */
export function parsePlace(at: string): { readonly block: number; readonly index: number } {
  const [block, index] = at.split('.').map(Number);
  return { block: block ?? 0, index: index ?? 0 };
}

function isTransaction(value: unknown): boolean {
  const hasLeaf = isObject(value) && 'leaf' in value;
  return (
    hasMembers(value, hasLeaf ? ['at', 'id', 'leaf'] : ['at', 'id']) &&
    isText(value['at']) &&
    placePattern.test(value['at']) &&
    isText(value['id']) &&
    (!hasLeaf || isCount(value['leaf']))
  );
}

function isClaim(value: unknown): boolean {
  return isObject(value) && !Array.isArray(value) && isText(value['claim']);
}

function isEntry(value: unknown): boolean {
  const hasSm3 = isObject(value) && 'sm3' in value;
  return (
    hasMembers(value, hasSm3 ? ['name', 'size', 'sha256', 'sm3'] : ['name', 'size', 'sha256']) &&
    isText(value['name']) &&
    isCount(value['size']) &&
    isDigest(value['sha256']) &&
    (!hasSm3 || isDigest(value['sm3']))
  );
}

function hasMembers(value: unknown, names: readonly string[]): value is Readonly<Record<string, unknown>> {
  return isObject(value) && !Array.isArray(value) && Object.keys(value).sort().join() === [...names].sort().join();
}

const isText = (value: unknown): value is string => typeof value === 'string';
const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;
const isDigest = (value: unknown): boolean => isText(value) && hexDigest.test(value);
const isListOf =
  (isOne: (value: unknown) => boolean) =>
  (value: unknown): boolean =>
    Array.isArray(value) && value.every(isOne);
