import { InvalidArgumentError } from 'commander';

/** Runs the main function of a program of the tests. An error is printed with its cause, and the program ends with exit code 1. */
export function runProgram(main: () => Promise<void>): void {
  main().catch((error: unknown) => {
    process.stderr.write(
      `${describeStack(error)}\n${error instanceof Error && error.cause instanceof Error ? `${describeStack(error.cause)}\n` : ''}`,
    );
    process.exitCode = 1;
  });
}

function describeStack(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}

/** Prints the result of a program: as one line of JSON, or for a person with a line for each member. */
export function printResult(result: object, isOneLine: boolean | undefined): void {
  process.stdout.write(`${isOneLine === true ? JSON.stringify(result) : JSON.stringify(result, null, 2)}\n`);
}

/** Makes a parser of options that are whole numbers from 1 on, of at most so many digits. @throws InvalidArgumentError */
export const makeWholeParser =
  (digits: number) =>
  (text: string): number => {
    if (/^[1-9]\d*$/.test(text) && text.length <= digits) return Number(text);
    throw new InvalidArgumentError(`"${text}" is not a number from 1 to ${'9'.repeat(digits)}.`);
  };

/** Parses an option that is a whole number from 1 to 999999999. @throws InvalidArgumentError */
export const parseWhole = makeWholeParser(9);
