/**
 * Loaded by Node before a part of the exchange: the part ends when its starter is gone, however that ended. The starter holds the
 * other end of the part’s standard input, and the kernel lets go of it. The signal takes the part the way of its own orderly end.
 */
process.stdin.once('end', () => process.kill(process.pid, 'SIGTERM'));
process.stdin.resume();
process.stdin.unref(); // A part that has done its work does not wait for its starter.

// With its starter gone nobody reads what a part says; that is no reason to end in disorder.
for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
