import { GatewayError } from './gateway-error';
import { readInteger } from './integer';

const secondsOf = new Map([
  ['s', 1],
  ['m', 60],
  ['h', 3_600],
  ['d', 86_400],
]);

/** Reads a duration such as `30d`, in seconds. @throws CONFIG_INVALID naming the option, its value and what is expected */
export function readDuration(name: string, text: string): number {
  const unit = secondsOf.get(text.slice(-1));
  if (unit === undefined)
    throw new GatewayError('CONFIG_INVALID', `${name} is ${JSON.stringify(text)}; expected a number with s, m, h or d, such as 30d.`);
  return readInteger({ name, text: text.slice(0, -1), min: 1, max: 999_999 }) * unit;
}
