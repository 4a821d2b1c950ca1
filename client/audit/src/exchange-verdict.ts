import {
  describeVerdict,
  findDifference,
  listTrusted,
  type NetworkDescription,
  type NetworkPins,
  type Trusted,
  type VerifyOptions,
} from '@databund/ledger-verifier';
import { keys } from '@databund/model';
import type { LedgerState } from './invariants/ledger-state';
import { isObject } from './parse-json';

/** What the record of an exchange says about its founding. */
export interface FoundingFacts {
  /** SHA-256 of the founding document, hex; `undefined` if the record names none. */
  readonly hash: string | undefined;
  /** True if one organisation is operator and authority. */
  readonly hasOneOverseer: boolean;
}

/** The fault of an exchange whose founding document is not the pinned one. */
export type FoundingCode = 'FOUNDING_NOT_PINNED';

/** Reads what the replayed record of the exchange says about its founding. */
export async function readFounding(state: LedgerState): Promise<FoundingFacts> {
  const exchange: unknown = await state.find(keys.exchange());
  if (!isObject(exchange)) return { hash: undefined, hasOneOverseer: false };
  const { founding, operatorMspId, authorityMspId } = exchange;
  const hash = isObject(founding) && typeof founding.value === 'string' ? founding.value : undefined;
  return { hash, hasOneOverseer: operatorMspId === authorityMspId };
}

/** Returns how the founding document differs from the pinned one; `undefined` if it is the same, or none is pinned. */
export function findFoundingFault({ hash }: FoundingFacts, { founding }: NetworkPins): string | undefined {
  return founding === undefined ? undefined : findDifference(hash, founding, 'founding document');
}

/** Adds the founding document to what a ledger says about its network. */
export function describeExchange(network: NetworkDescription, { hash }: FoundingFacts): NetworkDescription {
  return hash === undefined ? network : { ...network, founding: hash };
}

/** Lists what the audit of an exchange believes, because it was given nothing to compare it with. */
export function listExchangeTrust(given: VerifyOptions): readonly Trusted[] {
  return [...listTrusted(given), ...(given.pins?.founding === undefined ? (['founding document'] as const) : [])];
}

/** Returns the result of an audit in one sentence, with what was taken on trust, and if one organisation oversees itself. */
export function describeAudit(report: Parameters<typeof describeVerdict>[0], { hasOneOverseer }: FoundingFacts): string {
  const verdict = describeVerdict(report);
  return hasOneOverseer ? `${verdict} One organisation is operator and authority.` : verdict;
}
