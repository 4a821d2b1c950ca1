import type { Context } from 'fabric-contract-api';
import {
  ExchangeError,
  hashBytes,
  isSameHash,
  keys,
  readCertificate,
  rolesOf,
  type Admission,
  type Caller,
  type Hash,
  type Reader,
  type Role,
} from '@databund/model';

/** The attribute of a certificate that names its participant. */
const participantAttribute = 'databund.participant';

interface Identity {
  readonly mspId: string;
  readonly participantId: string | undefined;
  readonly certHash: Hash;
  readonly isAdmin: boolean;
  readonly isClient: boolean;
}

/** Says who calls: its certificate, and what the registry holds of it. @throws CALLER_UNKNOWN, NOT_AN_ADMIN, PARTICIPANT_NOT_ACTIVE, CERTIFICATE_NOT_PINNED */
export async function identifyCaller(context: Context, reader: Reader, admits: Admission = 'participant'): Promise<Caller> {
  const identity = readIdentity(context);
  const { mspId, participantId, certHash } = identity;
  if (admits === 'founder') {
    if (!identity.isAdmin) throw new ExchangeError('NOT_AN_ADMIN');
    return { participantId: `admin@${mspId}`, mspId, certHash, roles: [] };
  }
  if (participantId === undefined || !identity.isClient) throw new ExchangeError('CALLER_UNKNOWN');
  if (admits === 'applicant') return { participantId, mspId, certHash, roles: [] };
  return registered(reader, { mspId, participantId, certHash });
}

async function registered(reader: Reader, { mspId, participantId, certHash }: Omit<Caller, 'roles'>): Promise<Caller> {
  const participant = await reader.find(keys.participant(participantId));
  if (participant?.mspId !== mspId) throw new ExchangeError('CALLER_UNKNOWN', { participant: participantId });
  if (participant.state !== 'ACTIVE') throw new ExchangeError('PARTICIPANT_NOT_ACTIVE', { state: participant.state });
  const isPinned = participant.keyHashes.length === 0 || participant.keyHashes.some((hash) => isSameHash(hash, certHash));
  if (!isPinned) throw new ExchangeError('CERTIFICATE_NOT_PINNED');
  // What its organisation may no longer hold, it holds no longer; reading it orders this call against the change.
  const organisation = await reader.find(keys.organisation(mspId));
  const allowed = organisation ? rolesOf(organisation) : new Set<Role>();
  return { participantId, mspId, certHash, roles: participant.roles.filter((role) => allowed.has(role)) };
}

function readIdentity({ clientIdentity }: Context): Identity {
  const certificate = readCertificate(clientIdentity.getIDBytes());
  if (!certificate) throw new ExchangeError('CALLER_UNKNOWN', { reason: 'The identity is not an X.509 certificate.' });
  return {
    mspId: clientIdentity.getMSPID(),
    participantId: clientIdentity.getAttributeValue(participantAttribute) ?? undefined,
    certHash: hashBytes(certificate.der),
    isAdmin: certificate.units.includes('admin'),
    isClient: certificate.units.includes('client'),
  };
}
