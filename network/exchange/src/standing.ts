import { DatabundError } from '@databund/client';
import type { CastMember } from './cast';
import type { ExchangeFolder } from './exchange-folder';

/**
 * What the exchange answers to a participant that asks for its own record: its state on the ledger, or why it cannot act.
 * UNKNOWN: not registered. NOT_PINNED: its certificate is not among those it pinned. NO_IDENTITY: the gateway does not accept its token.
 */
export type Standing = 'ACTIVE' | 'APPLIED' | 'SUSPENDED' | 'WITHDRAWN' | 'UNKNOWN' | 'NOT_PINNED' | 'NO_IDENTITY';

/** Asks for a member's standing with its own token, so that certificate, wallet, token and record are all checked. @throws DatabundError if the exchange gives no such answer */
export async function readStanding(folder: ExchangeFolder, { name, participantId }: CastMember): Promise<Standing> {
  if (!folder.findProfile(name)) return 'NO_IDENTITY';
  try {
    return (await folder.connectAs(name).participant.get({ id: participantId })).state;
  } catch (error) {
    const standing = error instanceof DatabundError ? standingOf(error) : undefined;
    if (standing === undefined) throw error;
    return standing;
  }
}

function standingOf({ code, details }: DatabundError): Standing | undefined {
  switch (code) {
    case 'CALLER_UNKNOWN':
      return 'UNKNOWN';
    case 'CERTIFICATE_NOT_PINNED':
      return 'NOT_PINNED';
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
