import { DatabundError, type Databund, type InboxAnswer, type InboxItem } from '@databund/client';

/** Asks the gateway who must act on an object, and for the names of those in it; `undefined` if it cannot say. */
export async function askNext(databund: Databund, id: string): Promise<InboxAnswer | undefined> {
  try {
    return await databund.readInbox({ id });
  } catch (error) {
    if (error instanceof DatabundError) return undefined;
    throw error;
  }
}

/** Describes who acts next on an object, with the commands. */
export function describeActs({ yours, others }: InboxItem): readonly string[] {
  return [
    ...yours.map(({ command, step }) => `you: ${command ?? step}`),
    ...others.map(({ by, command, step }) => `${by}: ${command ?? step}`),
  ];
}
