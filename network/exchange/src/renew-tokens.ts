import type { CastMember } from './cast';
import type { ExchangeFolder, Tokens } from './exchange-folder';
import { makeProblem, type ParticipantProblem } from './participant-problem';
import { SetupError } from './setup-error';

/** Issues missing certificates, also of those who read blocks for the gateway, and a new token for each member whose private key is there. Returns a problem for each of the others. */
export async function renewTokens(
  folder: ExchangeFolder,
): Promise<{ readonly tokens: Tokens; readonly problems: readonly ParticipantProblem[] }> {
  const usable: CastMember[] = [];
  const problems: ParticipantProblem[] = [];
  for (const member of folder.cast) {
    if (!folder.credentials.has(member)) await folder.credentials.issue(member);
    const problem = findKeyProblem(folder, member);
    if (problem) problems.push(problem);
    else usable.push(member);
  }
  const observed = folder.topology.organisations.map(({ mspId }) => mspId);
  return { tokens: await folder.issueTokens(usable, observed), problems };
}

function findKeyProblem(folder: ExchangeFolder, member: CastMember): ParticipantProblem | undefined {
  try {
    folder.credentials.read(member);
    return undefined;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    return makeProblem(member, `${error.code}: ${error.message}`, 'Until then it keeps the token that it has, if any.');
  }
}
