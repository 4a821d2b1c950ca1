import { DevnetError } from './errors';

/** Smallest and greatest value, both allowed. */
export interface NumberRange {
  readonly min: number;
  readonly max: number;
}

/** Parses a whole number in a range; `name` is the flag or variable it comes from. @throws NUMBER_INVALID with name, value and range */
export function parseWholeNumber(name: string, text: string, { min, max }: NumberRange): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new DevnetError('NUMBER_INVALID', `${name} is "${text}": expected a whole number from ${min} to ${max}.`);
}
