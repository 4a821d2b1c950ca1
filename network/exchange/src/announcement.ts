import type { ExchangeStack } from './exchange-stack';
import type { ParticipantProblem } from './participant-problem';
import { printLine } from './run-command';

/** Prints addresses, tokens and first commands of an exchange that serves, then the participants that cannot act. */
export function announceExchange(stack: ExchangeStack, startMs: number): void {
  const { networkPorts, folder, url } = stack;
  const peers = Object.entries(networkPorts?.peers ?? {}).map(([mspId, port]) => `${mspId} ${String(port)}`);
  printLine('');
  printLine(`Databund serves at ${url} (started in ${(startMs / 1_000).toFixed(1)} s)`);
  printLine(`  API document   ${url}/v1/openapi.json`);
  printLine(`  Peers          ${peers.join(', ')}; orderer ${String(networkPorts?.orderer)}`);
  printLine('  For development only: one gateway process holds the keys of all organisations.');
  printLine('  Tokens (valid for 30 days):');
  for (const { name, participantId } of folder.cast) {
    printLine(`    ${name.padEnd(9)} ${participantId}`);
    printLine(`      ${folder.findProfile(name)?.token ?? '(no token, see below)'}`);
  }
  printProblems(stack.problems);
  printLine('  Try:');
  printLine(`    DATABUND_CONFIG=${folder.profiles.path} npx databund --profile buyer listing list --limit 5`);
  printLine(`    curl -H "Authorization: Bearer <token>" '${url}/v1/listings?limit=2'`);
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
