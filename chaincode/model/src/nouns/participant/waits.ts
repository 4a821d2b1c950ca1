import type { Wait } from '../exchange/period';

/** The state in which an applicant waits for the operator, which is late past the end. */
export const participantWaits = {
  APPLIED: {
    period: 'admissionPeriodHours',
    begins: { step: 'RegisterParticipant', by: 'the applicant' },
    end: 'APPLIED',
    next: { AdmitParticipant: 'operator', WithdrawParticipant: 'operator' },
  },
} as const satisfies Readonly<Record<string, Wait>>;
