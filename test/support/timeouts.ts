// Jest's time limits of suites that need more than the default of 20 s. Nothing asserts how long a step takes.

/** For suites that start processes or issue many certificates: seconds on a free machine, and a minute on a busy one. */
export const networkTimeoutMs = 120_000;

/** For suites that make hundreds of calls, import a catalogue of hundreds of records, or restart a network several times. */
export const longTimeoutMs = 300_000;

/** For suites that follow thousands of random or real steps in memory. */
export const manyStepsTimeoutMs = 120_000;
