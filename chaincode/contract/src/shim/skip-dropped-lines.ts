import { Shim } from 'fabric-shim';

/** The loggers of fabric-shim that write during a transaction. */
const names = ['lib/handler.js', 'lib/stub.js', 'lib/chaincode.js', 'lib/iterators.js', 'contracts-spi/chaincodefromcontract.js'];
const levels = ['debug', 'info', 'warn', 'error'] as const;

/** Keeps fabric-shim from formatting the lines that its log level drops, which costs a tenth of a transaction's time. */
export function skipDroppedLines(): void {
  for (const logger of names.map((name) => Shim.newLogger(name))) {
    for (const level of levels) {
      const log: (...line: readonly unknown[]) => unknown = logger[level].bind(logger);
      Object.defineProperty(logger, level, {
        value: (...line: readonly unknown[]) => (logger.isLevelEnabled(level) ? log(...line) : logger),
      });
    }
  }
}
