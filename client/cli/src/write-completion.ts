import type { Command } from 'commander';

/** A place on a command line: the commands typed so far, and the words that may follow. */
interface Place {
  readonly path: string;
  readonly words: readonly string[];
}

/** Returns the script by which a shell completes a program: a table of its commands, so that no process starts for it. */
export function writeCompletion(program: Command, shell: 'bash' | 'zsh' | 'fish'): string {
  return writers[shell](listPlaces(program, program.name()));
}

function listPlaces(command: Command, path: string): readonly Place[] {
  const flags = command.options.flatMap(({ long, hidden }) => (long && !hidden ? [long] : []));
  const choices = command.registeredArguments.flatMap(({ argChoices = [] }) => argChoices);
  const inner = command.commands.map((each) => each.name());
  return [
    { path, words: [...inner, ...choices, ...flags, '--help'] },
    ...command.commands.flatMap((each) => listPlaces(each, `${path} ${each.name()}`)),
  ];
}

/** Returns the paths below the program, each in quotes. */
function listPaths(places: readonly Place[], between: string): string {
  return places
    .slice(1)
    .map(({ path }) => `"${path}"`)
    .join(between);
}

const writeCases = (places: readonly Place[], indent: string, write: (words: string) => string) =>
  places.map(({ path, words }) => `${indent}"${path}") ${write(words.join(' '))} ;;`).join('\n');

const writers: Readonly<Record<'bash' | 'zsh' | 'fish', (places: readonly Place[]) => string>> = {
  bash: (places) => `_databund() {
  local at=databund word words=''
  for word in "\${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
    case "$at $word" in ${listPaths(places, '|')}) at="$at $word" ;; esac
  done
  case "$at" in
${writeCases(places, '    ', (words) => `words='${words}'`)}
  esac
  COMPREPLY=($(compgen -W "$words" -- "\${COMP_WORDS[COMP_CWORD]}"))
}
complete -o default -F _databund databund`,
  zsh: (places) => `#compdef databund
_databund() {
  local at=databund word
  local -a found
  for word in "\${(@)words[2,CURRENT-1]}"; do
    case "$at $word" in ${listPaths(places, '|')}) at="$at $word" ;; esac
  done
  case "$at" in
${writeCases(places, '    ', (words) => `found=(${words})`)}
  esac
  compadd -- $found || _files
}
compdef _databund databund`,
  fish: (places) => `function __databund_words
  set -l at databund
  for word in (commandline -opc)[2..-1]
    switch "$at $word"
      case ${listPaths(places, ' ')}
        set at "$at $word"
    end
  end
  switch "$at"
${places.map(({ path, words }) => `    case "${path}"\n      printf '%s\\n' ${words.join(' ')}`).join('\n')}
  end
end
complete -c databund -a '(__databund_words)'`,
};
