import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Databund, type InboxItem } from '@databund/client';
import type { TransactionName } from '@databund/model';
import { castNames, type CastName } from '../support/cast';
import { CommandLine } from '../support/command-line';
import type { HttpExchange } from '../support/http-exchange';
import { NodeProcess } from '../support/node-process';

const program = join(dirname(require.resolve('@databund/cli/package.json')), 'bin', 'databund.js');
const counted = join(dirname(require.resolve('@databund/test/package.json')), 'dist', 'newcomer', 'run-counted.js');
const pollMs = 100;

/** The people of an exchange, each at a command line of its own with its own profile. */
export class Parties {
  private notes = 0;

  private constructor(
    readonly http: HttpExchange,
    readonly folder: string,
  ) {}

  /** Gives every participant a profile. */
  static async open(http: HttpExchange): Promise<Parties> {
    const parties = new Parties(http, mkdtempSync(join(tmpdir(), 'databund-newcomer-')));
    for (const name of castNames) {
      const profiles = new CommandLine(parties.findProfiles(name));
      await profiles.run(undefined, 'profile', 'add', name, '--url', http.url, '--token', http.tokens[name]);
    }
    return parties;
  }

  /** Starts a command in a process of its own. Returns it, with a function that reads the seconds of processor time that it took. */
  start(as: CastName, words: readonly string[]): { readonly command: NodeProcess; readonly readSeconds: () => number } {
    const note = join(this.folder, `cpu-${String((this.notes += 1))}`);
    const command = NodeProcess.start([counted, note, program, ...words], { DATABUND_CONFIG: this.findProfiles(as) });
    return { command, readSeconds: () => Number(readFileSync(note, 'utf8')) / 1e6 };
  }

  /** Returns the SDK of a participant, which looks and types nothing. */
  connect(as: CastName): Databund {
    return new Databund({ url: this.http.url, token: this.http.tokens[as] });
  }

  /** Waits until the inbox of a participant names one of some steps, and returns the words of its command. */
  async waitForStep(as: CastName, ...steps: readonly TransactionName[]): Promise<readonly string[]> {
    for (;;) {
      const [words] = await this.listSteps(as, steps);
      if (words) return words;
      await sleep(pollMs);
    }
  }

  /** Lists the commands by which the inbox of a participant names some steps, each as its words. */
  async listSteps(as: CastName, steps: readonly TransactionName[]): Promise<readonly (readonly string[])[]> {
    const { items } = await this.connect(as).readInbox();
    return items.flatMap(({ yours }) => listCommands(yours, steps));
  }

  /** Writes a file of its own for a participant. */
  writeFile(name: string, text: string): string {
    const path = this.nameFile(name);
    writeFileSync(path, text);
    return path;
  }

  nameFile(name: string): string {
    return join(this.folder, name);
  }

  private findProfiles(as: CastName): string {
    const folder = join(this.folder, as);
    mkdirSync(folder, { recursive: true });
    return join(folder, 'profiles.json');
  }
}

function listCommands(acts: InboxItem['yours'], steps: readonly string[]): readonly (readonly string[])[] {
  const due = acts.filter(({ step }) => steps.includes(step));
  return due.flatMap(({ command }) => (command === undefined ? [] : [command.split(' ').slice(1)]));
}
