import { GatewayError } from './gateway-error';

/** A setting whose value is a whole number in a range, both ends included. */
export interface IntegerSetting {
  readonly name: string;
  readonly text: string;
  readonly min: number;
  readonly max: number;
}

/** Reads a whole number written in decimal digits. @throws CONFIG_INVALID naming the setting, its value and its range */
export function readInteger({ name, text, min, max }: IntegerSetting): number {
  const value = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (value >= min && value <= max) return value;
  const range = `${String(min)} to ${String(max)}`;
  throw new GatewayError('CONFIG_INVALID', `${name} is ${JSON.stringify(text)}; expected a whole number from ${range}.`);
}
