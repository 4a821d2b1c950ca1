import type { Wait } from '../exchange/period';

/** The states of a resource in which the authority is late past the end. It registers by its own act, never by silence. */
export const resourceWaits = {
  SUBMITTED: {
    period: 'reviewPeriodHours',
    begins: { step: 'SubmitResource', by: 'holder' },
    end: 'SUBMITTED',
    next: { GiveResourceNotice: 'authority', RejectResource: 'authority' },
  },
  NOTICE: {
    period: 'noticePeriodHours',
    begins: { step: 'GiveResourceNotice', by: 'authority' },
    end: 'NOTICE',
    next: { RegisterResource: 'authority', UpholdResourceObjection: 'authority', RejectResource: 'authority' },
  },
} as const satisfies Readonly<Record<string, Wait>>;
