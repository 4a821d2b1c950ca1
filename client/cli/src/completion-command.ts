import { Argument, type Command } from 'commander';
import type { Session } from './session';

const shells = ['bash', 'zsh', 'fish'] as const;

/** Adds `databund completion`. */
export function addCompletion(program: Command, session: Session): void {
  program
    .command('completion')
    .addArgument(new Argument('<shell>', 'the shell').choices(shells))
    .description('prints a script by which a shell completes commands and options')
    .addHelpText(
      'after',
      `
Examples:
  source <(databund completion bash)      # or zsh; put it into ~/.bashrc or ~/.zshrc
  databund completion fish | source       # put it into ~/.config/fish/config.fish`,
    )
    .action(async (shell: (typeof shells)[number]) => {
      const { writeCompletion } = await import('./write-completion.js');
      session.printText(writeCompletion(program, shell));
    });
}
