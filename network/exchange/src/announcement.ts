import { resolve } from 'node:path';
import type { ExchangeStack } from './exchange-stack';
import type { ParticipantProblem } from './participant-problem';
import { printLine } from './run-command';

/** Prints addresses and first commands of an exchange that serves, then the participants that cannot act. No token is printed. */
export function announceExchange(stack: ExchangeStack, startMs: number): void {
  const { networkPorts, folder, url } = stack;
  const peers = Object.entries(networkPorts?.peers ?? {}).map(([mspId, port]) => `${mspId} ${String(port)}`);
  printLine('');
  printLine(`Databund serves at ${url} (started in ${(startMs / 1_000).toFixed(1)} s)`);
  printLine(`  API page       ${url}/docs`);
  printLine(`  Peers          ${peers.join(', ')}; orderer ${String(networkPorts?.orderer)}`);
  printLine('  For development only: one gateway process holds the keys of all organisations.');
  printLine('  Participants, by the names of their profiles:');
  for (const { name, participantId } of folder.cast) printLine(`    ${name.padEnd(9)} ${participantId}`);
  printProblems(stack.problems);
  const databund = writeCommand(folder.profiles.path);
  printLine('  Try:');
  printLine(`    ${databund} --profile buyer listing list --limit 5`);
  printLine(`    ${databund} open --as buyer     # an address with a one-time code; so for every role`);
  printLine(`    curl '${url}/v1/search?q=air'`);
}

/** Returns how to type the command: it finds the profiles of the exchange in the current folder by itself. */
export function writeCommand(profilesPath: string): string {
  const isFound = resolve(profilesPath) === resolve('.databund', 'profiles.json');
  return isFound ? 'npx databund' : `DATABUND_CONFIG=${profilesPath} npx databund`;
}

function printProblems(problems: readonly ParticipantProblem[]): void {
  if (problems.length === 0) return;
  printLine('  These participants cannot act; the exchange serves all others:');
  for (const { name, participantId, reason, nextStep } of problems) {
    printLine(`    ${name.padEnd(9)} ${participantId}`);
    printLine(`      ${reason}`);
    printLine(`      Next step: ${nextStep}`);
  }
}
