import { PassThrough } from 'node:stream';
import { describeCommands } from './describe-commands';
import { runCommandLine } from './program';

async function readHelp(path: readonly string[]): Promise<string> {
  const [out, err] = [new PassThrough(), new PassThrough()];
  await runCommandLine([...path, '--help'], { out, err, config: '/nowhere/profiles.json', isTerminal: false });
  return String(out.read() ?? '');
}

/** Lists the commands of a program, as the help of each names those below it. */
async function listCommands(path: readonly string[] = []): Promise<readonly (readonly [path: readonly string[], help: string])[]> {
  const help = await readHelp(path);
  const [, commands = ''] = /\nCommands:\n([\s\S]*?)(\n\n|$)/.exec(help) ?? [];
  const names = [...commands.matchAll(/^ {2}([a-z][a-z-]*)/gm)].flatMap(([, name = '']) => (name === 'help' ? [] : [name]));
  const inner = await Promise.all(names.map((name) => listCommands([...path, name])));
  return [[path, help], ...inner.flat()];
}

describe('the help', () => {
  let all: Awaited<ReturnType<typeof listCommands>>;
  beforeAll(async () => {
    all = await listCommands();
  });

  it('gives an example of every command and of every group of commands', () => {
    const transactions = Object.values(describeCommands()).flat().length;
    expect(all.length).toBeGreaterThan(transactions + 40);
    expect(all.filter(([, help]) => !/\nExamples?:\n {2}(databund|source)/.test(help)).map(([path]) => path.join(' '))).toEqual([]);
  });

  it('shows in examples only options that the command has', () => {
    const helps = new Map(all.map(([path, help]) => [path.join(' '), help]));
    for (const [path, help] of all) {
      const [, example = ''] = /\nExample:\n {2}databund ([^\n]*)/.exec(help) ?? [];
      const words = example.split(' ').filter((word) => word !== '--json');
      const longest = words
        .map((_, end) => words.slice(0, end + 1).join(' '))
        .filter((each) => helps.has(each))
        .at(-1);
      const known = `${help}${helps.get(longest ?? '') ?? ''}`;
      for (const flag of example.match(/--[a-z-]+/g) ?? [])
        expect([path.join(' '), flag, known.includes(flag)]).toEqual([path.join(' '), flag, true]);
    }
  });

  it('gives in the example of a transaction what it requires', () => {
    const incomplete = Object.values(describeCommands())
      .flat()
      .flatMap(({ name, options, example, slip, hasPins }) =>
        options.flatMap(({ flags, explanation }) => {
          const [flag = ''] = flags.split(' ');
          const isOther = (slip === 'hashed' && flag === '--amount-hash') || (hasPins && flag === '--key-hashes');
          return explanation.includes('(required)') && !isOther && !example.includes(flag) ? [`${name} ${flag}`] : [];
        }),
      );
    expect(incomplete).toEqual([]);
  });
});
