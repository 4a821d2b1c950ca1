import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { remedy, type CastMember } from './cast';
import type { ExchangeStack } from './exchange-stack';
import { StepFailed } from './process';

/** Founds the exchange and admits its cast, as far as the ledger does not know them: a start may have been broken off at any step. */
export async function foundExchange(stack: ExchangeStack, data: string, onStep: (text: string) => void): Promise<void> {
  const [operator, authority, ...others] = stack.cast;
  if (!operator || !authority) throw new Error('the cast has no operator and no authority');
  if ((await standingOf(stack, operator)) === 'CALLER_UNKNOWN') {
    onStep('founding the exchange');
    await found(stack, data, { operator, authority });
  }
  for (const applicant of others) await admit(stack, applicant, onStep);
}

async function found(
  stack: ExchangeStack,
  data: string,
  by: { readonly operator: CastMember; readonly authority: CastMember },
): Promise<void> {
  const { operator, authority } = by;
  const input = join(data, 'founding.json');
  const founding = {
    operatorMspId: operator.mspId,
    authorityMspId: authority.mspId,
    organisations: stack.topology.organisations.map(({ mspId, roles }) => ({ mspId, roles })),
    operator: { id: operator.participantId, name: operator.title },
    authority: { id: authority.participantId, name: authority.title },
  };
  writeFileSync(input, JSON.stringify(founding, undefined, 2));
  const admin = (file: string) => join(stack.organisations, operator.mspId, 'admin', file);
  const as = ['--msp', operator.mspId, '--cert', admin('cert.pem'), '--key', admin('key.pem')];
  await stack.gateway('exchange', 'found', ...as, '--input', input).catch((error: unknown) => {
    if (!(error instanceof StepFailed) || !error.message.includes('ALREADY_EXISTS')) throw error;
    throw new Error(`the ledger in ${data} does not know the operator whom cast.json names: ${remedy(data)}`);
  });
}

async function admit(stack: ExchangeStack, applicant: CastMember, onStep: (text: string) => void): Promise<void> {
  const { name, participantId, title, roles } = applicant;
  const standing = await standingOf(stack, applicant);
  if (standing !== 'PARTICIPANT_NOT_FOUND' && standing !== 'APPLIED') return;
  onStep(`registering and admitting the ${name}`);
  const words = ['--id', participantId, '--name', JSON.stringify(title), '--roles', JSON.stringify(roles)];
  if (standing !== 'APPLIED') await stack.run(name, 'participant', 'register', ...words);
  await stack.run('operator', 'participant', 'admit', participantId);
}

const answers = ['CALLER_UNKNOWN', 'PARTICIPANT_NOT_FOUND', 'PARTICIPANT_NOT_ACTIVE'];

/** The state of a participant on the ledger, or why the operator may not see it. @throws Error where the ledger does not say */
async function standingOf(stack: ExchangeStack, { participantId }: CastMember): Promise<string> {
  const { code, state, detail } = (await stack.ask('operator', `/v1/participants/${participantId}`)) as Readonly<Record<string, string>>;
  const standing = state ?? code ?? '';
  if (state === undefined && !answers.includes(standing)) throw new Error(`the ledger does not answer: ${standing} ${detail ?? ''}`);
  return standing;
}
