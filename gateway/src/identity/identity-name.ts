import { GatewayError } from '../gateway-error';

const mspIdPattern = /^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/;
const participantIdPattern = /^ptc-[0-9a-hjkmnp-tv-z]{26}$/;

/** Tells whether a value is the id of a participant. */
export function isParticipantId(value: unknown): value is string {
  return typeof value === 'string' && participantIdPattern.test(value);
}

/** Tells whether a value is the id of an MSP. */
export function isMspId(value: unknown): value is string {
  return typeof value === 'string' && mspIdPattern.test(value);
}

/** Returns the name of a participant's file. Neither id can contain a separator, so it names no other folder. @throws IDENTITY_NAME_INVALID */
export function formatIdentityFileName(mspId: string, participantId: string): string {
  if (isMspId(mspId) && isParticipantId(participantId)) return `${mspId}~${participantId}.json`;
  const given = `MSP id ${JSON.stringify(mspId)}, participant id ${JSON.stringify(participantId)}`;
  throw new GatewayError('IDENTITY_NAME_INVALID', `${given}: expected an MSP id such as BuyerMSP and a participant id such as ptc-...`);
}
