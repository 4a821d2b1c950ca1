import { transactions } from '@databund/model';
import { GatewayError } from '../gateway-error';
import { isValid } from '../http/validation';

const { id: ParticipantId, mspId: MspId } = transactions.GetParticipant.output.properties;

/** Tells whether a value is the id of a participant. */
export function isParticipantId(value: unknown): value is string {
  return isValid(ParticipantId, value);
}

/** Tells whether a value is the id of an MSP. */
export function isMspId(value: unknown): value is string {
  return isValid(MspId, value);
}

/** Returns the name of a participant's file. Neither id can contain a separator, so it names no other folder. @throws IDENTITY_NAME_INVALID */
export function formatIdentityFileName(mspId: string, participantId: string): string {
  if (isMspId(mspId) && isParticipantId(participantId)) return `${mspId}~${participantId}.json`;
  const given = `MSP id ${JSON.stringify(mspId)}, participant id ${JSON.stringify(participantId)}`;
  throw new GatewayError('IDENTITY_NAME_INVALID', `${given}: expected an MSP id such as BuyerMSP and a participant id such as ptc-...`);
}

/** Returns the name of the file of an organisation's observer; no participant's file has it. @throws IDENTITY_NAME_INVALID */
export function formatObserverFileName(mspId: string): string {
  if (isMspId(mspId)) return `${mspId}~observer.json`;
  throw new GatewayError('IDENTITY_NAME_INVALID', `MSP id ${JSON.stringify(mspId)}: expected an MSP id such as BuyerMSP`);
}
