import { DatabundError } from '@databund/client';
import type { CastMember } from './cast';
import type { ExchangeFolder } from './exchange-folder';

/**
 * State of a participant on the ledger, or why it cannot act: UNKNOWN (not registered), NOT_PINNED (its certificate is not among those it has
 * pinned), MUST_PIN (its pins were released), NO_IDENTITY (the gateway does not accept its token).
 */
export type ParticipantStatus =
  'ACTIVE' | 'APPLIED' | 'SUSPENDED' | 'LEFT' | 'WITHDRAWN' | 'UNKNOWN' | 'NOT_PINNED' | 'MUST_PIN' | 'NO_IDENTITY';

/** Asks for a member's status with its own token, so that certificate, wallet, token and record are all checked. @throws DatabundError if the exchange gives no such answer */
export async function readStatus(folder: ExchangeFolder, { name, participantId }: CastMember): Promise<ParticipantStatus> {
  if (!folder.findProfile(name)) return 'NO_IDENTITY';
  try {
    return (await folder.connectAs(name).participant.get({ id: participantId })).state;
  } catch (error) {
    const status = error instanceof DatabundError ? matchStatus(error) : undefined;
    if (status === undefined) throw error;
    return status;
  }
}

function matchStatus({ code, details }: DatabundError): ParticipantStatus | undefined {
  switch (code) {
    case 'CALLER_UNKNOWN':
      return 'UNKNOWN';
    case 'CERTIFICATE_NOT_PINNED':
      return details['mustPin'] === true ? 'MUST_PIN' : 'NOT_PINNED';
    case 'TOKEN_INVALID':
    case 'IDENTITY_NOT_HELD':
      return 'NO_IDENTITY';
    case 'PARTICIPANT_NOT_ACTIVE':
      return inactiveStates.find((state) => state === details['state']);
    default:
      return undefined;
  }
}

const inactiveStates = ['APPLIED', 'SUSPENDED', 'WITHDRAWN'] as const;
