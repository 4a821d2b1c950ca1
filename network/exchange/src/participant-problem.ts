import type { CastMember } from './cast';
import type { ExchangeFolder } from './exchange-folder';
import type { ParticipantStatus } from './participant-status';

/** Why a participant cannot act, and what to do about it. The exchange serves all others. */
export interface ParticipantProblem {
  readonly name: string;
  readonly participantId: string;
  readonly reason: string;
  readonly nextStep: string;
}

/** Makes the problem of a member. */
export function makeProblem({ name, participantId }: CastMember, reason: string, nextStep: string): ParticipantProblem {
  return { name, participantId, reason, nextStep };
}

/** Describes a status in which a participant cannot act; `undefined` if it is ACTIVE. */
export function describeStatus(
  { credentials }: Pick<ExchangeFolder, 'credentials'>,
  member: CastMember,
  status: ParticipantStatus,
): ParticipantProblem | undefined {
  if (status === 'ACTIVE') return undefined;
  const { reason, nextStep } = advice[status](member, credentials.locateFolder(member));
  return makeProblem(member, reason, nextStep);
}

type Advice = (member: CastMember, credentialsFolder: string) => Pick<ParticipantProblem, 'reason' | 'nextStep'>;

const advice: Readonly<Record<Exclude<ParticipantStatus, 'ACTIVE'>, Advice>> = {
  APPLIED: ({ participantId }) => ({
    reason: 'APPLIED: the operator has not admitted it.',
    nextStep: `Run \`databund participant admit ${participantId}\` as an ACTIVE operator.`,
  }),
  SUSPENDED: ({ participantId }) => ({
    reason: 'SUSPENDED: the operator has suspended it.',
    nextStep: `Run \`databund participant reinstate ${participantId}\` as an ACTIVE operator.`,
  }),
  LEFT: ({ mspId, roles }) => ({
    reason: 'LEFT: it has left, so it begins nothing new.',
    nextStep: describeEnrolment(mspId, roles),
  }),
  WITHDRAWN: ({ mspId, roles }) => ({
    reason: 'WITHDRAWN: its participation has ended for good.',
    nextStep: describeEnrolment(mspId, roles),
  }),
  UNKNOWN: () => ({
    reason: 'CALLER_UNKNOWN: the ledger does not know it.',
    nextStep: 'Restore cast.json from a backup that belongs to this ledger, or start a new exchange in another folder with --data.',
  }),
  NOT_PINNED: ({ participantId }, credentialsFolder) => ({
    reason: 'CERTIFICATE_NOT_PINNED: its certificate is not among those it has pinned.',
    nextStep: `Put a pinned certificate and its key into ${credentialsFolder} as cert.pem and key.pem, and start again: each start reads them. If they are lost, operator and authority release its pins: \`databund participant request-pin-release ${participantId}\`, then agree-pin-release and release-pins.`,
  }),
  MUST_PIN: ({ name, participantId }) => ({
    reason: 'CERTIFICATE_NOT_PINNED: its pins were released, and it must pin a certificate before it does anything else.',
    nextStep: `Run \`databund --profile ${name} participant pin ${participantId} --certificate <file>\` with its new certificate.`,
  }),
  NO_IDENTITY: ({ name }) => ({
    reason: 'TOKEN_INVALID or IDENTITY_NOT_HELD: the gateway does not accept its token.',
    nextStep: `Start again to issue a new token for ${name}. If that does not help, check DATABUND_WALLET_KEY.`,
  }),
};

function describeEnrolment(mspId: string, roles: readonly string[]): string {
  return `Enrol a new participant: \`npm run enrol -- --name <name> --msp ${mspId} --roles ${roles.join(',')}\`.`;
}
