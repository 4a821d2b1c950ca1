import { SetupError } from './setup-error';

/** Parses a whole number in a range; `name` is the flag or variable it comes from. @throws SetupError NUMBER_INVALID with name, value and range */
export function parseWholeNumber(name: string, text: string, { min, max }: { readonly min: number; readonly max: number }): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : NaN;
  if (value >= min && value <= max) return value;
  throw new SetupError('NUMBER_INVALID', `${name} is "${text}": expected a whole number from ${String(min)} to ${String(max)}.`);
}
