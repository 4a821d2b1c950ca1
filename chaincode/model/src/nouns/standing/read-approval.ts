import { Type } from '@sinclair/typebox';
import { listErrors } from '../../kernel/check';
import { ExchangeError } from '../../kernel/exchange-error';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { standingKeys } from './keys';
import { StandingApproval } from './records';

/** The form of a stored record, which has more members than the statement. */
const Stored = Type.Object(StandingApproval.properties);

/** Finds a standing approval. One that its organisation wrote in another form counts as absent, so that it blocks no reader. */
export async function findStanding(reader: Reader, id: string): Promise<Recorded<StandingApproval> | undefined> {
  const standing = await reader.find(standingKeys.standing(id));
  return standing && listErrors(Stored, standing).length === 0 ? standing : undefined;
}

/** Reads a standing approval. @throws STANDING_NOT_FOUND */
export async function readStandingApproval(reader: Reader, { id }: { readonly id: string }): Promise<Recorded<StandingApproval>> {
  const standing = await findStanding(reader, id);
  if (!standing) throw new ExchangeError('STANDING_NOT_FOUND');
  return standing;
}
