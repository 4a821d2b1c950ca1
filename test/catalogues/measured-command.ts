import { runCommandLine } from '@databund/cli';
import { runProgram } from '../support/program';
import { TextStream } from '../support/command-line';

/** Runs `databund` with the words of the command line, and sends its output and its peak memory to the process that started it. */
async function main(): Promise<void> {
  const [config, ...words] = process.argv.slice(2);
  const out = new TextStream();
  const exitCode = await runCommandLine(words, { out, err: process.stderr, config: config ?? '', isTerminal: false });
  process.send?.({ exitCode, out: out.text, peakBytes: process.resourceUsage().maxRSS * 1_024 });
}

runProgram(main);
