import { isWholeId, type Databund } from '@databund/client';
import { askNext, describeActs } from './next-acts';
import type { Session } from './session';

/** Prints the answer of a transaction; a person sees the names of those in it, and who acts next. */
export async function printAnswer(session: Session, databund: Databund, answer: unknown): Promise<void> {
  const id = readId(answer) ?? readId(readObject(answer));
  const next = session.isJson || id === undefined || !isWholeId(id) ? undefined : await askNext(databund, id);
  await session.print(answer, next?.names);
  const [item] = next?.items ?? [];
  if (item) for (const act of describeActs(item)) session.printText(`next: ${act}`);
}

/** Returns the id of an object, if it has one. */
export function readId(value: unknown): string | undefined {
  return typeof value === 'object' && value !== null && 'id' in value && typeof value.id === 'string' ? value.id : undefined;
}

function readObject(answer: unknown): unknown {
  return typeof answer === 'object' && answer !== null && 'object' in answer ? answer.object : undefined;
}
