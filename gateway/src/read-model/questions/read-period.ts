import type { ExchangeError } from '@databund/model';
import { dayTimes, readDate } from '../../http/read-date';
import { createInputError } from '../../http/validation';

/** The instants between which a question asks. */
export interface AskedPeriod {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Reads two dates: each an instant, or a day, which begins at its beginning and ends at its end. @throws INPUT_INVALID */
export function readPeriod({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): AskedPeriod {
  const period = {
    from: from === undefined ? undefined : readDate(from, 'from'),
    to: to === undefined ? undefined : readDate(to, 'to', { time: dayTimes.end }),
  };
  if (period.from !== undefined && period.to !== undefined && period.to < period.from) throw makeError('to', 'is before /from');
  return period;
}

function makeError(name: 'from' | 'to', reason: string): ExchangeError {
  return createInputError(`/${name}`, reason);
}
