import { DatabundError, type Databund } from '@databund/client';
import { decodeBlock, decodeTransaction, readChannelConfig } from '@databund/ledger-verifier';
import type { Session } from './session';

/** Warns if no organisation of the channel has an MSP id: it could sign nothing. Says nothing if the caller may not read blocks. */
export async function warnOfMissing(session: Session, databund: Databund, mspId: unknown): Promise<void> {
  const members = await readChannelMembers(databund).catch((error: unknown) => {
    if (error instanceof DatabundError) return undefined;
    throw error;
  });
  if (!members || typeof mspId !== 'string' || members.includes(mspId)) return;
  const remedy = 'Nobody of it can act until its MSP joins the channel (docs/operate.md).';
  session.note(`Warning: the channel has no organisation ${mspId}, but ${members.join(', ')}. ${remedy}`);
}

/** Returns the MSP ids of the channel's organisations, from the newest configuration block. @throws DatabundError NOT_PERMITTED */
async function readChannelMembers({ connection }: Databund): Promise<readonly string[]> {
  const readBlock = async (number: number) =>
    decodeBlock(await connection.readBytes({ method: 'GET', path: `/v1/audit/blocks/${String(number)}` }));
  const answer = await connection.readJson({ method: 'GET', path: '/v1/audit/height' });
  const height = typeof answer === 'object' && answer !== null && 'height' in answer ? Number(answer.height) : 0;
  const { signatures } = await readBlock(height - 1);
  const [envelope = new Uint8Array()] = (await readBlock(signatures.lastConfig)).data;
  const { channel, data } = decodeTransaction(envelope);
  return [...readChannelConfig(channel, data).organisations.keys()].sort();
}
