import { join } from 'node:path';
import { admitMember, isRefusal, registerMember } from './admission';
import type { CastMember } from './cast';
import type { ExchangeFolder } from './exchange-folder';
import { completeFoundingFile } from './exchange-document';
import { describeStatus, makeProblem, type ParticipantProblem } from './participant-problem';
import { SetupError } from './setup-error';
import { readStatus, type ParticipantStatus } from './participant-status';

/** The founding transaction registers these two; the operator admits all others. */
const founders = ['operator', 'authority'] as const;

/**
 * Founds the exchange and admits its cast, as far as the ledger lacks them: an earlier start may have been interrupted.
 * Returns a problem for each member that cannot act. @throws DatabundError if the exchange does not answer
 */
export async function completeFounding(folder: ExchangeFolder, onStep: (text: string) => void): Promise<readonly ParticipantProblem[]> {
  const { cast } = folder;
  const operator = cast.find(({ name }) => name === 'operator');
  if (!operator) throw new SetupError('CAST_UNREADABLE', `${folder.path}/cast.json must name an operator.`);
  let operatorStatus = await readStatus(folder, operator);
  if (operatorStatus === 'UNKNOWN') {
    await found(folder, onStep);
    operatorStatus = await readStatus(folder, operator);
  }
  const problems: (ParticipantProblem | undefined)[] = [];
  for (const member of cast) problems.push(await admitOrDescribe(folder, member, { operatorStatus, onStep }));
  return problems.filter((problem) => problem !== undefined);
}

/** Founds the exchange as an administrator of the operator's organisation. A ledger that was founded by other participants stays as it is. */
async function found(folder: ExchangeFolder, onStep: (text: string) => void): Promise<void> {
  onStep('founding the exchange');
  const { path, operatorMspId } = completeFoundingFile(folder);
  const locateAdmin = (file: string) => join(folder.organisations, operatorMspId, 'admin', file);
  const as = ['--msp', operatorMspId, '--cert', locateAdmin('cert.pem'), '--key', locateAdmin('key.pem')];
  await folder.runGateway('exchange', 'found', ...as, '--input', path).catch((error: unknown) => {
    if (!(error instanceof SetupError) || !error.message.includes('ALREADY_EXISTS')) throw error;
  });
}

async function admitOrDescribe(
  folder: ExchangeFolder,
  member: CastMember,
  { operatorStatus, onStep }: { readonly operatorStatus: ParticipantStatus; readonly onStep: (text: string) => void },
): Promise<ParticipantProblem | undefined> {
  const status = await readStatus(folder, member);
  const isIncomplete = status === 'UNKNOWN' || status === 'APPLIED';
  if (!isIncomplete || founders.some((name) => name === member.name)) return describeStatus(member, status);
  if (operatorStatus !== 'ACTIVE')
    return makeProblem(member, `${status}: the operator cannot admit it.`, 'Solve the problem of the operator, then start again.');
  onStep(`registering and admitting the ${member.name}`);
  try {
    if (status === 'UNKNOWN') await registerMember(folder, member);
    await admitMember(folder, member);
    return undefined;
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return makeProblem(member, error.message, error.remedy);
  }
}
