import { toCanonicalJson } from './canonical-json';
import { isErrorCode, type Details, type ErrorCode } from './error-table';

/** A refusal of the exchange: a code of the table, with its details. Its message carries both through Fabric, which passes only text. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';

  constructor(
    readonly code: ErrorCode,
    readonly details: Details = {},
  ) {
    super(encode(code, details));
  }
}

const opening = '<databund.refusal>';
const closing = '</databund.refusal>';

function encode(code: ErrorCode, details: Details): string {
  const json = toCanonicalJson({ code, details }).replaceAll('<', '\\u003c');
  return opening + json + closing;
}

/** Finds a refusal inside a text of Fabric’s; `undefined` where there is none. The inverse of `ExchangeError.message`. */
export function findExchangeError(text: string): ExchangeError | undefined {
  const start = text.indexOf(opening);
  const end = text.indexOf(closing, start);
  if (start < 0 || end < 0) return undefined;
  try {
    const parsed = JSON.parse(text.slice(start + opening.length, end)) as { code: string; details: Details };
    return isErrorCode(parsed.code) ? new ExchangeError(parsed.code, parsed.details) : undefined;
  } catch {
    return undefined; // The text was cut: Fabric shortens long ones.
  }
}
