import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';

type Environment = Readonly<Record<string, string>>;
type Child = ChildProcessByStdio<Writable, Readable, Readable>;

/** How a process ended. */
interface Ending {
  readonly code: number;
  /** `code 1` or `signal SIGKILL`. */
  readonly how: string;
}

const endsWithStarter = join(__dirname, 'ends-with-starter.js');
/** The gateway gives the requests under way a minute; nothing takes longer to end in order. */
const patienceMs = 70_000;

/** A process of the exchange’s: a Node script, which ends when this process does, in whatever way. */
export class Process {
  private readonly ended: Promise<Ending>;
  private hear = (line: string) => this.passOn(line);

  private constructor(
    readonly name: string,
    private readonly child: Child,
  ) {
    this.ended = new Promise((resolve) => {
      child.once('error', ({ message }) => resolve({ code: 1, how: message }));
      child.once('close', (code, signal) => resolve({ code: code ?? 1, how: signal ? `signal ${signal}` : `code ${String(code)}` }));
    });
  }

  /** Starts Node on the script of a part that serves; what it says is passed on under its name. */
  static start(name: string, args: readonly string[], environment: Environment = {}): Process {
    const part = new Process(name, spawnNode(args, environment));
    createInterface({ input: part.child.stdout }).on('line', (line) => part.hear(line));
    createInterface({ input: part.child.stderr }).on('line', (line) => part.passOn(line));
    return part;
  }

  /** Runs a script to its end and answers what it wrote. @throws StepFailed with what it said where it failed */
  static async run(name: string, args: readonly string[], environment: Environment = {}): Promise<string> {
    const running = new Process(name, spawnNode(args, environment));
    const [output, errors] = await Promise.all([textOf(running.child.stdout), textOf(running.child.stderr)]);
    const { code, how } = await running.ended;
    if (code !== 0) throw new StepFailed(`${name} failed: ${(errors || output || how).trim()}`, code);
    return output;
  }

  /** The JSON of the first line that it writes; asked for at once after its start. @throws StepFailed where it ends before */
  async firstLine<T>(): Promise<T> {
    const line = new Promise<string>((resolve) => {
      this.hear = (text) => {
        this.hear = (later) => this.passOn(later);
        resolve(text);
      };
    });
    return JSON.parse(await Promise.race([line, this.failure()])) as T;
  }

  /** @throws StepFailed when it ends */
  async failure(): Promise<never> {
    const { code, how } = await this.ended;
    throw new StepFailed(`the ${this.name} ended by itself with ${how}`, code);
  }

  /** Ends it by SIGTERM, and by SIGKILL where that takes too long; waits until it is gone. */
  async end(withinMs = patienceMs): Promise<void> {
    this.child.kill('SIGTERM');
    const impatience = setTimeout(() => this.child.kill('SIGKILL'), withinMs);
    await this.ended;
    clearTimeout(impatience);
  }

  private passOn(line: string): void {
    process.stderr.write(`${this.name.padEnd(9)} | ${line}\n`);
  }
}

/** A part of the exchange that did not start, or did not do what it was asked. */
export class StepFailed extends Error {
  override readonly name = 'StepFailed';

  constructor(
    message: string,
    readonly exitCode: number,
  ) {
    super(message);
  }
}

/** In a process group of its own, which a terminal’s Ctrl-C does not reach: the starter ends its parts in their order. */
function spawnNode(args: readonly string[], environment: Environment): Child {
  return spawn(process.execPath, ['--require', endsWithStarter, ...args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
    env: { ...process.env, ...environment },
  });
}

async function textOf(stream: Readable): Promise<string> {
  let text = '';
  for await (const chunk of stream.setEncoding('utf8')) text += chunk as string;
  return text;
}
