import { ExchangeError, isInstant } from '@databund/model';

/** The instants between which a question asks. */
export interface AskedPeriod {
  readonly from: string | undefined;
  readonly to: string | undefined;
}

/** Reads two dates: each an instant, or a day, which begins at its beginning and ends at its end. @throws INPUT_INVALID */
export function readPeriod({ from, to }: { readonly from?: string | undefined; readonly to?: string | undefined }): AskedPeriod {
  const period = {
    from: from === undefined ? undefined : readDate(from, 'from', 'T00:00:00.000Z'),
    to: to === undefined ? undefined : readDate(to, 'to', 'T23:59:59.999Z'),
  };
  if (period.from !== undefined && period.to !== undefined && period.to < period.from) throw makeError('to', 'is before /from');
  return period;
}

function readDate(text: string, name: 'from' | 'to', time: string): string {
  const instant = /^\d{4}-\d\d-\d\d$/.test(text) ? `${text}${time}` : text;
  if (isInstant(instant)) return instant;
  throw makeError(name, `is neither a day such as 2026-01-01 nor an instant such as 2026-01-01T00:00:00.000Z: ${JSON.stringify(text)}`);
}

function makeError(name: 'from' | 'to', reason: string): ExchangeError {
  return new ExchangeError('INPUT_INVALID', { errors: [{ path: `/${name}`, reason }] });
}
