import type { CommandTable } from './describe-commands';

/** Returns the commands that the declarations give. The bundle holds the table itself, so that help does not load the model. */
export async function readCommandTable(): Promise<CommandTable> {
  const { describeCommands } = await import('./describe-commands.js');
  return describeCommands();
}
