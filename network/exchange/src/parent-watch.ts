import { followClock } from './shifted-clock';

/**
 * Ends this process when its parent has ended, in whatever way: the parent holds the other end of standard input.
 * Node loads this file before the script of a part of the exchange.
 */
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref(); // A script that has finished does not wait for its parent.

// Without a parent nobody reads the output; writing to it must not stop an orderly shutdown.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);

followClock();
