import { DatabundError } from '@databund/client';
import { askNext, describeActs } from './next-acts';
import type { Session } from './session';
import { unreachableCodes } from './unreachable-codes';

/** Codes after which it does not help to know who acts next: nothing was found, or the command was mistyped. */
const silent: ReadonlySet<string> = new Set([
  'INPUT_INVALID',
  'CURSOR_INVALID',
  'INPUT_TOO_LARGE',
  'READ_MODEL_BEHIND',
  'READ_MODEL_REFUSED',
]);

/** Returns lines that say how to go on after an error: how to sign in, or who acts next on the object, with the command. */
export async function listNext(error: unknown, session: Session): Promise<readonly string[]> {
  if (!(error instanceof DatabundError)) return [];
  if (error.code === 'TOKEN_INVALID') return ['next: you: databund login'];
  const { about } = session;
  if (about === undefined || unreachableCodes.has(error.code) || silent.has(error.code) || error.status >= 500) return [];
  const [item] = (await askNext(await session.connect(), about))?.items ?? [];
  return item ? [`${item.noun} ${item.id} is ${item.state}`, ...describeActs(item).map((act) => `next: ${act}`)] : [];
}
