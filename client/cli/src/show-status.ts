import { DatabundError, type Databund, type InboxAnswer } from '@databund/client';
import { readTokenTimes } from './token-times';
import type { Acting, Session } from './session';
import { unreachableCodes } from './unreachable-codes';

/** Shows the gateway, the caller, the token, and the numbers of what waits. What cannot be asked is named with its error. */
export async function showStatus(session: Session): Promise<void> {
  const acting = await session.getActing();
  const databund = await session.connect();
  const gateway = await ask(session, () => databund.readHealth());
  const isReached = !('error' in gateway);
  const caller = isReached && acting.token !== undefined ? await describeCaller(session, databund) : {};
  await session.print({
    gateway: { url: acting.url, ...gateway },
    ...(acting.name !== undefined && { profile: acting.name }),
    ...(acting.token === undefined ? { you: 'a visitor' } : describeToken(acting)),
    ...caller,
  });
}

async function describeCaller(session: Session, databund: Databund): Promise<object> {
  const you = await ask(session, async () => {
    const { id, name, roles, state } = await databund.readSelf();
    return { id, name, roles, state };
  });
  if ('error' in you) return { you };
  return { you, waits: await ask(session, async () => countWaiting(await databund.readInbox())) };
}

/** Returns what was asked, or the error; then the command ends with the exit code of the error. */
async function ask<T extends object>(session: Session, question: () => Promise<T>): Promise<T | { readonly error: string }> {
  try {
    return await question();
  } catch (error) {
    if (!(error instanceof DatabundError)) throw error;
    session.fail(unreachableCodes.has(error.code) ? 3 : 1);
    return { error: `${error.code}: ${error.meaning} ${error.remedy}` };
  }
}

function countWaiting({ items, isComplete }: InboxAnswer): object {
  const counts = new Map<string, number>();
  for (const { noun } of items) counts.set(noun, (counts.get(noun) ?? 0) + 1);
  const overdue = items.filter((item) => item.overdue).length;
  return {
    ...Object.fromEntries(counts),
    all: items.length,
    overdue,
    ...(!isComplete && { more: 'yes' }),
    ...(items.length > 0 && { see: 'databund inbox' }),
  };
}

function describeToken({ token = '', sessionEndsAt, refreshToken }: Acting): object {
  const { endMs } = readTokenTimes(token);
  return {
    token: {
      ...(endMs !== undefined && { endsAt: new Date(endMs).toISOString() }),
      renewed: refreshToken === undefined ? 'no' : 'by itself',
      ...(sessionEndsAt !== undefined && { sessionEndsAt }),
    },
  };
}
