import type { CallContext, Put } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import type { Key } from '../../kernel/key';
import type { Reader } from '../../kernel/reader';
import { getDay } from '../../kernel/time';
import { getFirstSlot } from '../delivery/slots';
import { exchangeKeys } from '../exchange/keys';
import { getParameter } from '../exchange/records';
import { findPlace } from './find-place';
import { isPlaceTaken } from './is-place-taken';
import { namePlace, quotaKeys } from './keys';
import { quotas, type QuotaKind, type QuotaRecord } from './records';

/** The caller's quota of one kind of steps on the day of the call. */
export interface Quota {
  readonly kind: QuotaKind;
  readonly limit: number;
  readonly day: string;
  /** The free place and the marks that its step writes; none if the quota is used up. */
  readonly taken: readonly Key<QuotaRecord>[];
}

/** Facts of a step that a quota limits. */
export interface WithQuota {
  readonly quota: Quota;
}

/** Reads the caller's quota of one kind of steps. The place to take first is derived from the transaction id, so that no key is hot. */
export async function readQuota(reader: Reader, kind: QuotaKind, { caller, txId, time }: CallContext): Promise<Quota> {
  const exchange = await reader.find(exchangeKeys.exchange());
  const limit = getParameter(exchange?.parameters, quotas[kind]);
  const day = getDay(time);
  const makeKeyOf = (level: number, number: number) => quotaKeys.quota(caller.participantId, day, namePlace({ kind, level, number }));
  const isTaken = (level: number, number: number) => isPlaceTaken(reader, makeKeyOf(level, number), caller.mspId);
  const found = await findPlace({ limit, isTaken }, getFirstSlot(limit, txId) - 1);
  const taken = found ? [makeKeyOf(0, found.number), ...found.fills.map((number, index) => makeKeyOf(index + 1, number))] : [];
  // Reads each key that is written, even if others have put something there in the participant's name.
  for (const key of taken) await reader.find(key);
  return { kind, limit, day, taken };
}

/** Fails if the quota is used up. */
export function checkQuota({ facts: { quota } }: { readonly facts: WithQuota }): Details | undefined {
  const { kind, limit, day, taken } = quota;
  return taken.length > 0 ? undefined : { kind, limit, day, parameter: quotas[kind] };
}

/** Takes a place of the caller's quota, with the marks of the groups that it fills. */
export function putQuota({ facts: { quota }, caller }: Pick<CallContext, 'caller'> & { readonly facts: WithQuota }): readonly Put[] {
  return quota.taken.map((key) => ({ key, action: 'take', value: { participant: caller.participantId, state: 'TAKEN' } }));
}
