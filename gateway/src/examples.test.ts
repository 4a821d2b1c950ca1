import type { Command } from 'commander';
import { createCommands } from './commands';
import { readConfig } from './config';

function listCommands(command: Command): readonly Command[] {
  return [command, ...command.commands.flatMap(listCommands)];
}

function readHelp(command: Command): string {
  let text = '';
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

it('gives an example of every command, with options that it has', () => {
  const all = listCommands(createCommands({ read: () => readConfig({}), show: () => ({}) }, () => undefined));
  expect(all.length).toBeGreaterThan(15);
  for (const command of all) {
    const help = readHelp(command);
    const [, example] = /\nExample:\n {2}(\S[^\n]*)/.exec(help) ?? [];
    expect([command.name(), example]).toEqual([command.name(), expect.stringContaining('databund-gateway')]);
    const isGroup = command.commands.length > 0;
    for (const flag of isGroup ? [] : (example?.match(/--[a-z-]+/g) ?? [])) expect(help.split('Example:')[0]).toContain(flag);
  }
});
