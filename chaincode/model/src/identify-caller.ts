import type { Admission, AnyTransaction, Caller } from './kernel/declare';
import { ExchangeError } from './kernel/exchange-error';
import type { Hash } from './kernel/hash';
import type { Role } from './kernel/lifecycle';
import type { Reader } from './kernel/reader';
import { exchangeKeys } from './nouns/exchange/keys';
import { isPinned } from './nouns/participant/check-pins';
import { participantKeys } from './nouns/participant/keys';
import type { ParticipantRecord, ParticipantState } from './nouns/participant/records';

/** The attribute of a certificate that names its participant. */
export const participantAttribute = 'databund.participant';

/** Claims of a certificate about a caller. */
export interface Identity {
  readonly mspId: string;
  readonly participantId: string | undefined;
  readonly certHash: Hash;
  /** True if its organisational units contain `admin`. */
  readonly isAdmin: boolean;
  /** True if its organisational units contain `client`. */
  readonly isClient: boolean;
}

/** Identifies the caller of a transaction, which one that left may not begin. @throws as `identifyCaller`, and PARTICIPANT_NOT_ACTIVE */
export async function identifyCallerOf(declaration: AnyTransaction, reader: Reader, identity: Identity): Promise<Caller> {
  if (declaration.kind === 'evaluate') return identifyCaller(reader, identity, 'reader');
  const caller = await identifyCaller(reader, identity, declaration.admits);
  if (declaration.begins && caller.hasLeft) throw new ExchangeError('PARTICIPANT_NOT_ACTIVE', { state: 'LEFT' });
  return caller;
}

/** Identifies a caller by its certificate and the registry. @throws CALLER_UNKNOWN, NOT_AN_ADMIN, PARTICIPANT_NOT_ACTIVE, CERTIFICATE_NOT_PINNED */
export async function identifyCaller(reader: Reader, identity: Identity, admits: Admission | 'reader' = 'participant'): Promise<Caller> {
  const { mspId, participantId, certHash, isAdmin, isClient } = identity;
  const admin: Caller = { participantId: `admin@${mspId}`, mspId, certHash, roles: [] };
  if (admits === 'founder') {
    if (!isAdmin) throw new ExchangeError('NOT_AN_ADMIN');
    return admin;
  }
  if (admits === 'overseer' && isAdmin) return { ...admin, roles: await findOfficeOf(reader, mspId) };
  if (participantId === undefined || !isClient) throw new ExchangeError('CALLER_UNKNOWN');
  if (admits === 'applicant') return { participantId, mspId, certHash, roles: [] };
  return findParticipant(reader, { participantId, mspId, certHash }, admits);
}

/** Finds the office that an organisation holds: its administrator can speak for it when no participant of it can. */
async function findOfficeOf(reader: Reader, mspId: string): Promise<readonly Role[]> {
  const exchange = await reader.find(exchangeKeys.exchange());
  if (exchange?.operatorMspId === mspId) return ['operator'];
  return exchange?.authorityMspId === mspId ? ['authority'] : [];
}

function requirePinned({ keyHashes, mustPin }: ParticipantRecord, certHash: Hash, admits: Admission | 'reader'): void {
  if (mustPin && admits !== 'unpinned') throw new ExchangeError('CERTIFICATE_NOT_PINNED', { calling: certHash, mustPin });
  if (keyHashes.length > 0 && !isPinned(keyHashes, certHash)) throw new ExchangeError('CERTIFICATE_NOT_PINNED', { calling: certHash });
}

/**
 * Returns whether a participant may call in a state. Without a role, a suspended one may read what concerns it, and why, and one that left
 * goes on with what runs.
 */
function isAdmitted(state: ParticipantState, admits: Admission | 'reader'): boolean {
  return state === 'ACTIVE' || state === 'LEFT' || (admits === 'reader' && state === 'SUSPENDED');
}

/** Returns those that a participant succeeds. It speaks only for its own organisation, so those of others do not count. */
async function findSucceeded(reader: Reader, { mspId, succeeds = [] }: ParticipantRecord): Promise<Pick<Caller, 'succeeds'>> {
  const own: string[] = [];
  for (const id of succeeds) if ((await reader.find(participantKeys.participant(id)))?.mspId === mspId) own.push(id);
  return own.length > 0 ? { succeeds: own } : {};
}

async function findParticipant(reader: Reader, known: Omit<Caller, 'roles'>, admits: Admission | 'reader'): Promise<Caller> {
  const { participantId, mspId, certHash } = known;
  const participant = await reader.find(participantKeys.participant(participantId));
  if (participant?.mspId !== mspId) throw new ExchangeError('CALLER_UNKNOWN', { participant: participantId });
  const { state } = participant;
  if (!isAdmitted(state, admits)) throw new ExchangeError('PARTICIPANT_NOT_ACTIVE', { state });
  requirePinned(participant, certHash, admits);
  const self = { ...known, ...(await findSucceeded(reader, participant)) };
  if (state !== 'ACTIVE') return { ...self, roles: [], ...(state === 'LEFT' && { hasLeft: true }) };
  // A role that the organisation may no longer hold is lost. Reading the exchange orders this call against the change.
  const exchange = await reader.find(exchangeKeys.exchange());
  const allowed: readonly Role[] = exchange?.organisations.find((each) => each.mspId === mspId)?.roles ?? [];
  return { ...self, roles: participant.roles.filter((role) => allowed.includes(role)) };
}
