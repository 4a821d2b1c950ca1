import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { remedy, type CastMember } from './cast';
import type { ExchangeFolder } from './exchange-folder';
import { listRoles } from './exchange-topology';
import { StepFailed } from './process';

/** Founds the exchange and admits its cast, as far as the ledger does not know them: a start may have been broken off at any step. */
export async function foundExchange(folder: ExchangeFolder, onStep: (text: string) => void): Promise<void> {
  const [operator, authority, ...others] = folder.cast;
  if (!operator || !authority) throw new Error('the cast has no operator and no authority');
  if ((await standingOf(folder, operator)) === 'CALLER_UNKNOWN') {
    onStep('founding the exchange');
    await found(folder, { operator, authority });
  }
  for (const applicant of others) await takeIn(folder, applicant, onStep);
}

async function found(folder: ExchangeFolder, by: { readonly operator: CastMember; readonly authority: CastMember }): Promise<void> {
  const { operator, authority } = by;
  const input = join(folder.path, 'founding.json');
  const founding = {
    operatorMspId: operator.mspId,
    authorityMspId: authority.mspId,
    organisations: folder.topology.organisations.map(({ mspId }) => ({ mspId, roles: listRoles(mspId) })),
    operator: { id: operator.participantId, name: operator.title },
    authority: { id: authority.participantId, name: authority.title },
  };
  writeFileSync(input, JSON.stringify(founding, undefined, 2));
  const admin = (file: string) => join(folder.organisations, operator.mspId, 'admin', file);
  const as = ['--msp', operator.mspId, '--cert', admin('cert.pem'), '--key', admin('key.pem')];
  await folder.gateway('exchange', 'found', ...as, '--input', input).catch((error: unknown) => {
    if (!(error instanceof StepFailed) || !error.message.includes('ALREADY_EXISTS')) throw error;
    throw new Error(`the ledger in ${folder.path} does not know the operator whom cast.json names: ${remedy(folder.path)}`);
  });
}

async function takeIn(folder: ExchangeFolder, applicant: CastMember, onStep: (text: string) => void): Promise<void> {
  const standing = await standingOf(folder, applicant);
  if (standing !== 'PARTICIPANT_NOT_FOUND' && standing !== 'APPLIED') return;
  onStep(`registering and admitting the ${applicant.name}`);
  if (standing !== 'APPLIED') await register(folder, applicant);
  await admit(folder, applicant);
}

/** A participant applies, as itself. @throws StepFailed where it may not */
export async function register(folder: ExchangeFolder, { name, participantId, title, roles }: CastMember): Promise<void> {
  const words = ['--id', participantId, '--name', JSON.stringify(title), '--roles', JSON.stringify(roles)];
  await folder.run(name, 'participant', 'register', ...words);
}

/** The operator lets an applicant take part. @throws StepFailed where it may not */
export async function admit(folder: ExchangeFolder, { participantId }: CastMember): Promise<void> {
  await folder.run('operator', 'participant', 'admit', participantId);
}

const answers = ['CALLER_UNKNOWN', 'PARTICIPANT_NOT_FOUND', 'PARTICIPANT_NOT_ACTIVE'];

/** The state of a participant on the ledger, or why the operator may not see it. @throws Error where the ledger does not say */
async function standingOf(folder: ExchangeFolder, { participantId }: CastMember): Promise<string> {
  const { code, state, detail } = (await folder.ask('operator', `/v1/participants/${participantId}`)) as Readonly<Record<string, string>>;
  const standing = state ?? code ?? '';
  if (state === undefined && !answers.includes(standing)) throw new Error(`the ledger does not answer: ${standing} ${detail ?? ''}`);
  return standing;
}
