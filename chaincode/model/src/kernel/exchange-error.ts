import { toCanonicalJson } from './canonical-json';
import { isErrorCode, type Details, type ErrorCode } from './error-table';

/** An error of the exchange: a code of the table with details. Its message carries both through Fabric, which passes on only text. */
export class ExchangeError extends Error {
  override readonly name = 'ExchangeError';

  constructor(
    readonly code: ErrorCode,
    readonly details: Details = {},
  ) {
    super(encode(code, details));
  }
}

const opening = '<databund.error>';
const closing = '</databund.error>';

function encode(code: ErrorCode, details: Details): string {
  const json = toCanonicalJson({ code, details }).replaceAll('<', '\\u003c');
  return opening + json + closing;
}

/** Finds an exchange error in a text of Fabric's; `undefined` if the text holds no error. The inverse of `ExchangeError.message`. */
export function findExchangeError(text: string): ExchangeError | undefined {
  const start = text.indexOf(opening);
  const end = text.indexOf(closing, start);
  if (start < 0 || end < 0) return undefined;
  try {
    const parsed: unknown = JSON.parse(text.slice(start + opening.length, end));
    return isEncoded(parsed) ? new ExchangeError(parsed.code, parsed.details) : undefined;
  } catch {
    return undefined; // Fabric has cut the text.
  }
}

function isEncoded(value: unknown): value is { readonly code: ErrorCode; readonly details: Details } {
  return typeof value === 'object' && value !== null && 'code' in value && 'details' in value && isErrorCode(value.code);
}
