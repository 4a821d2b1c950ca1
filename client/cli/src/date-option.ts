import { InvalidArgumentError } from 'commander';
import { dateExamples, readDate } from './read-date';
import type { Session } from './session';

interface DateOption {
  /** The name of the option, such as `--until`. */
  readonly option: string;
  /** True if a day means its end. */
  readonly isEnd?: boolean;
  /** True if the number of a block is accepted too. */
  readonly hasBlocks?: boolean;
}

/** Makes a parser of dates as people write them, which shows the instant that it read. */
export const parseDate =
  (session: Session, { option, isEnd = false, hasBlocks = false }: DateOption) =>
  (text: string): string => {
    if (hasBlocks && /^\d{1,15}$/.test(text)) return text;
    const instant = readDate(text, { nowMs: Date.now(), isEnd });
    if (instant === undefined) throw new InvalidArgumentError(`It must be a date such as ${dateExamples}.`);
    if (instant !== text) session.note(`${option} is ${instant}`);
    return instant;
  };
