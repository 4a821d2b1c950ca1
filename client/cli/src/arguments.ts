import { InvalidArgumentError } from 'commander';
import { errorsIn, transactions } from '@databund/model';
import { isWebAddress } from '@databund/client';

/** Readers of what is typed after an option; what they refuse is a usage error that names the option. */

/** A whole number between two bounds. */
export const count =
  (minimum: number, maximum: number) =>
  (text: string): number => {
    const value = Number(text);
    if (!/^\d{1,16}$/.test(text) || value < minimum || value > maximum)
      throw new InvalidArgumentError(`It takes a whole number from ${String(minimum)} to ${String(maximum)}.`);
    return value;
  };

/** One of some words. */
export const oneOf =
  (words: readonly string[]) =>
  (text: string): string => {
    if (!words.includes(text)) throw new InvalidArgumentError(`It takes one of ${words.join(', ')}.`);
    return text;
  };

/** A participant’s id. */
export const participantId = (text: string): string => {
  const [error] = errorsIn(transactions.GetParticipant.input, { id: text });
  if (error) throw new InvalidArgumentError('It takes a participant’s id: ptc- and 26 characters.');
  return text;
};
/** A BCP 47 tag. */
export const languageTag = matching(/^[A-Za-z]{2,8}(-[A-Za-z0-9]{1,8})*$/, 'a language tag such as en or zh-Hans');
/** One line of text. */
export const line = matching(/^[^\p{Cc}]+$/u, 'one line of text');
/** The address of a gateway. */
export const webAddress = (text: string): string => {
  if (!isWebAddress(text)) throw new InvalidArgumentError('It takes an address such as http://127.0.0.1:3000.');
  return text;
};

function matching(pattern: RegExp, what: string): (text: string) => string {
  return (text) => {
    if (!pattern.test(text)) throw new InvalidArgumentError(`It takes ${what}.`);
    return text;
  };
}
