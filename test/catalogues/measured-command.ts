import { Writable } from 'node:stream';
import { runCommandLine } from '@databund/cli';

/** Runs `databund` with the words of the command line, and sends its output and its peak memory to the process that started it. */
async function main(): Promise<void> {
  const [config, ...words] = process.argv.slice(2);
  const chunks: string[] = [];
  const out = new Writable({
    write: (chunk: Uint8Array, _encoding, done) => {
      chunks.push(Buffer.from(chunk).toString('utf8'));
      done();
    },
  });
  const exitCode = await runCommandLine(words, { out, err: process.stderr, config: config ?? '', isTerminal: false });
  process.send?.({ exitCode, out: chunks.join(''), peakBytes: process.resourceUsage().maxRSS * 1_024 });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  process.exitCode = 1;
});
