import type { Ceiling, ListPrice } from '@databund/model';
import { UsageError } from './usage-error';

const listCodes = (codes: string, digits: number) => codes.split(' ').map((code) => [code, digits] as const);

/** The digits after the point of currencies that do not have two (ISO 4217). */
const digits: ReadonlyMap<string, number> = new Map([
  ...listCodes('BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF', 0),
  ...listCodes('BHD IQD JOD KWD LYD OMR TND', 3),
  ...listCodes('CLF UYW', 4),
]);

/** Writes an amount as people do: `42.00 CNY`. */
export function formatAmount({ amountMinor, currency }: Ceiling): string {
  const places = countDigits(currency);
  const text = String(amountMinor).padStart(places + 1, '0');
  return `${places === 0 ? text : `${text.slice(0, -places)}.${text.slice(-places)}`} ${currency}`;
}

/** Reads an amount such as `42.00 CNY` or `42 CNY`. @throws UsageError OPTION_INVALID */
export function parseAmount(text: string): Ceiling {
  const [, amount = '', currency = ''] = /^(\d[\d.]*)\s*([A-Z]{3})$/.exec(text.trim()) ?? [];
  return { amountMinor: countMinor(amount, currency) ?? refuse(text, '42.00 CNY'), currency };
}

/** Reads a price, or a range such as `40-60 CNY`, from the words of an option. @throws UsageError OPTION_INVALID */
export function parsePrice(words: readonly string[]): ListPrice {
  const text = words.join(' ').trim();
  const [, least = '', most, currency = ''] = /^(\d[\d.]*)(?:\s*-\s*(\d[\d.]*))?\s*([A-Z]{3})$/.exec(text) ?? [];
  const [from, to] = [least, most ?? least].map((amount) => countMinor(amount, currency));
  if (from === undefined || to === undefined) return refuse(text, '42.00 CNY or 40-60 CNY, with the files before the option');
  return most === undefined
    ? { amountMinor: from, currency }
    : { from: { amountMinor: from, currency }, to: { amountMinor: to, currency } };
}

function refuse(text: string, expected: string): never {
  throw new UsageError('OPTION_INVALID', `--price ${JSON.stringify(text)} is no price: expected ${expected}`);
}

/** Returns an amount in the smallest unit of its currency; `undefined` for one with too many digits after the point, or none. */
function countMinor(amount: string, currency: string): number | undefined {
  const places = countDigits(currency);
  const [, whole = '', fraction = ''] = /^(\d+)(?:\.(\d+))?$/.exec(amount) ?? [];
  const value = Number(`${whole}${fraction.padEnd(places, '0')}`);
  return whole !== '' && fraction.length <= places && Number.isSafeInteger(value) ? value : undefined;
}

function countDigits(currency: string): number {
  return digits.get(currency) ?? 2;
}
