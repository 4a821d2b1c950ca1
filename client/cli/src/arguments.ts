import { InvalidArgumentError } from 'commander';
import { isEncoding } from './charset';

/** Parses a whole number in decimal digits. Returns undefined for another text, or a number outside the bounds. */
export function parseInteger(text: string, minimum = 0, maximum = Number.MAX_SAFE_INTEGER): number | undefined {
  const value = Number(text);
  return /^\d{1,16}$/.test(text) && value >= minimum && value <= maximum ? value : undefined;
}

/** Makes a parser of whole numbers between two bounds. Commander adds the option's name to its error. */
export const parseIntegerIn =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = parseInteger(text, minimum, maximum);
    if (value === undefined) throw new InvalidArgumentError(`It must be a whole number from ${String(minimum)} to ${String(maximum)}.`);
    return value;
  };

/** Makes a parser of one of some words. */
export const parseWord =
  (words: readonly string[]) =>
  (text: string): string => {
    if (!words.includes(text)) throw new InvalidArgumentError(`It must be one of ${words.join(', ')}.`);
    return text;
  };

/** Parses a BCP 47 language tag. */
export const languageTag = parseMatching(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language tag such as en or zh-Hans');
/** Parses the name of an encoding of texts. */
export const parseEncoding = (text: string): string => {
  if (!isEncoding(text)) throw new InvalidArgumentError('It must be the name of an encoding such as gbk or iso-8859-1.');
  return text;
};
/** Parses one line of text. */
export const line = parseMatching(/^[^\p{Cc}]+$/u, 'one line of text');

function parseMatching(pattern: RegExp, what: string): (text: string) => string {
  return (text) => {
    if (!pattern.test(text)) throw new InvalidArgumentError(`It must be ${what}.`);
    return text;
  };
}

/** Collects the values of an option that is repeated. */
export function collectValues(value: string, before: readonly string[] = []): readonly string[] {
  return [...before, value];
}
