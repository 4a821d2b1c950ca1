import type { Key } from '../../kernel/key';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { makeStanceKey } from '../../kernel/stance';
import { listSaid } from '../../kernel/trail';
import type { AuthorisationRecord } from '../authorisation/records';
import { listingKeys, makeVersionId } from '../listing/keys';
import { participantKeys } from '../participant/keys';
import { resourceKeys } from '../resource/keys';
import { standingKeys } from '../standing/keys';

/** The time in which somebody could have been stopped: up to now without an end. */
interface Span {
  readonly since: string;
  readonly until?: string;
}

const offices = ['operator', 'authority'] as const;

/** The steps by which an office stops deliveries or a provider, or ends a stop that was there. */
const stops: readonly string[] = ['suspend', 'resume', 'revoke', 'withdraw', 'reinstate', 'delist', 'reclassify', 'cancel'];

/**
 * Returns whether an office stopped the deliveries under an authorisation, its listing, its data or its provider in a span of time, so that
 * the provider could not serve.
 */
export async function wasStopped(reader: Reader, authorisation: AuthorisationRecord, span: Span): Promise<boolean> {
  const { id, listing, version, provider, standing } = authorisation;
  const offered = await reader.find(listingKeys.listingVersion(listing, version));
  const resource = offered?.content.resource;
  const keys: readonly Key<object>[] = [
    ...offices.flatMap((slot) => [
      makeStanceKey('authorisation', id, slot),
      makeStanceKey('listing', makeVersionId(listing, version), slot),
      ...(standing?.[slot] === undefined ? [] : [standingKeys.standing(standing[slot])]),
    ]),
    listingKeys.grade(listing),
    participantKeys.participant(provider),
    ...(resource === undefined ? [] : [resourceKeys.resource(resource)]),
  ];
  for (const key of keys) if (wasStoppedBy(await reader.find(key), span)) return true;
  return offered?.delisted === 'by-order' && wasStoppedBy(offered, span);
}

function wasStoppedBy(record: Recorded<object> | undefined, { since, until }: Span): boolean {
  if (!record) return false;
  const isIn = (at: string) => at >= since && (until === undefined || at <= until);
  const said = listSaid(record).filter(({ change }) => stops.includes(change.action));
  if (said.some(({ change }) => isIn(change.at))) return true;
  // A suspension that began before, or a stop by the anchor alone, which has no time and counts until the money moved.
  const isStopped = record.state === 'SUSPENDED' || record.state === 'REVOKED';
  return isStopped && (until === undefined || said.some(({ change }) => change.at < since));
}
