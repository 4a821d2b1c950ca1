import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { join } from 'node:path';

/** Projects the kept blocks from where the store ends, and names each block that is written. */
const program = `
  const { ReadModel } = require('@databund/gateway/internal/read-model/read-model');
  const { readKeptBlocks } = require(process.argv[1]);
  ReadModel.open({ path: process.argv[2], chaincode: 'databund' }).then(async (model) => {
    for (const block of readKeptBlocks('1.0').slice(model.height)) {
      await model.project(block);
      process.stdout.write(model.height + '\\n');
    }
    process.exit(0);
  });`;
const blocks = join(__dirname, '../dist/support/kept-blocks.js');

/** Describes when a process is killed: after so many blocks, and so many milliseconds later. */
export interface Kill {
  readonly blocks: number;
  readonly delayMs: number;
}

/** Runs a projector in a process of its own until it is killed. Returns whether it ended before. */
export async function runUntilKilled(path: string, { blocks: most, delayMs }: Kill): Promise<boolean> {
  const child = spawn(process.execPath, ['-e', program, blocks, path], { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let seen = 0;
  for await (const chunk of child.stdout) {
    seen += String(chunk).split('\n').length - 1;
    if (seen >= most) break;
  }
  await sleep(delayMs);
  child.kill('SIGKILL');
  const [code] = (await ended) as [number | null];
  return code === 0;
}
