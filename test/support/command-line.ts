import { Writable } from 'node:stream';
import { Type, type Static, type TSchema } from '@sinclair/typebox';
import { runCommandLine } from '@databund/cli';
import { parseJson } from './json';
import { TestError } from './test-error';

/** The exit code of a command line, and what it wrote. */
export interface CommandResult {
  readonly exitCode: number;
  readonly out: string;
  readonly err: string;
}

/** The form of a JSON object with any members. */
export const objectForm = Type.Record(Type.String(), Type.Unknown());

/** Runs command lines of the CLI in this process, with the profiles of one file. */
export class CommandLine {
  constructor(private readonly config: string) {}

  /** Runs a command line with a profile, by default the current one. */
  async run(profile: string | undefined, ...words: readonly string[]): Promise<CommandResult> {
    const [out, err] = [new TextStream(), new TextStream()];
    const exitCode = await runCommandLine(words, { out, err, config: this.config, profile, isTerminal: false });
    return { exitCode, out: out.text, err: err.text };
  }

  /** Runs a command line with `--json`, and returns its exit code with what it answered, whatever that is. */
  async runJson(...words: readonly string[]): Promise<{ readonly exitCode: number; readonly value: Record<string, unknown> }> {
    const { exitCode, out } = await this.run(undefined, '--json', ...words);
    return { exitCode, value: parseJson(objectForm, out) };
  }

  /** Runs a command line that answers JSON of a form. @throws TestError UNEXPECTED_ANSWER */
  async ask<S extends TSchema>(form: S, profile: string | undefined, ...words: readonly string[]): Promise<Static<S>> {
    const { exitCode, out, err } = await this.run(profile, '--json', ...words);
    if (exitCode !== 0) throw new TestError('UNEXPECTED_ANSWER', `"databund ${words.join(' ')}" exited with ${String(exitCode)}: ${err}`);
    return parseJson(form, out);
  }
}

/** A stream that keeps what is written as text. */
export class TextStream extends Writable {
  text = '';

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
