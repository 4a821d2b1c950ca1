import { DatabundError } from '@databund/client';
import type { CastMember } from './cast';
import type { ExchangeFolder } from './exchange-folder';
import { readStatus } from './participant-status';

/** Registers a member, with its own certificate. @throws DatabundError if the exchange refuses it */
export async function registerMember(folder: ExchangeFolder, { name, participantId, title, roles }: CastMember): Promise<void> {
  await folder.connectAs(name).participant.register({ id: participantId, name: title, roles });
}

/** Admits a registered member, as the operator; a concurrent admission is fine. @throws DatabundError if the exchange refuses it */
export async function admitMember(folder: ExchangeFolder, member: CastMember): Promise<void> {
  const { participant } = folder.connectAs('operator');
  try {
    const { revision } = await participant.get({ id: member.participantId });
    await participant.admit({ id: member.participantId, revision });
  } catch (error) {
    if (!isRefusal(error) || (await readStatus(folder, member)) !== 'ACTIVE') throw error;
  }
}

/** Returns whether an error is a refusal by the exchange, not a failure of the network. */
export function isRefusal(error: unknown): error is DatabundError {
  return error instanceof DatabundError && error.status >= 400 && error.status < 500;
}
