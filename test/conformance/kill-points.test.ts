import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { ClassicLevel } from 'classic-level';
import { openLedger } from '@databund/devnet/internal/ledger/channel-ledger';
import type { Ledger } from '@databund/devnet/internal/ledger/types';
import { hashBlockData } from '@databund/devnet/internal/proto/block-header';
import { Random } from '../mutate/random';
import { longTimeoutMs } from '../support/timeouts';
import { chaincode, TestChannel, type Signed } from './test-channel';
import { kills, seed } from '../support/kill-settings';

jest.setTimeout(longTimeoutMs + kills * 5_000);

/** Most write points before a kill: a block has about eleven. */
const mostPoints = 40;
const perBlock = 3;
const blockCount = kills * 4 + 4;
const implicit = '_implicit_org_ProviderMSP';

/** Commits blocks from the ledger's height on, prints each height that it reaches, and kills itself at a write point. */
const committer = `
const { readFileSync } = require('node:fs');
const { open } = require('node:fs/promises');
const { ClassicLevel } = require('classic-level');
const { openLedger } = require('@databund/devnet/internal/ledger/channel-ledger');
const { hashBlockData } = require('@databund/devnet/internal/proto/block-header');
const [folder, file, first, killAt] = process.argv.slice(1);
let points = 0;
const pass = () => { points += 1; if (points === Number(killAt)) process.kill(process.pid, 'SIGKILL'); };
const wrap = (prototype, name, cut) => {
  const write = prototype[name];
  prototype[name] = async function (...args) {
    pass();
    if (cut && points + 1 === Number(killAt)) await write.call(this, args[0].subarray(0, args[0].length >> 1));
    if (cut) pass();
    const result = await write.apply(this, args);
    pass();
    return result;
  };
};
(async () => {
  const handle = await open(file);
  const files = Object.getPrototypeOf(handle);
  await handle.close();
  wrap(files, 'appendFile', true);
  wrap(files, 'datasync');
  wrap(ClassicLevel.prototype, 'batch');
  wrap(ClassicLevel.prototype, 'put');
  const blocks = JSON.parse(readFileSync(file, 'utf8')).map((texts) => texts.map((text) => Buffer.from(text, 'base64')));
  const ledger = await openLedger(folder, new Uint8Array());
  process.stdout.write(ledger.height + '\\n');
  for (const data of blocks.slice(ledger.height - Number(first))) {
    const block = { number: ledger.height, previousHash: ledger.lastBlockHash, dataHash: hashBlockData(data), data, signatures: Buffer.alloc(0) };
    await ledger.commit(block);
    process.stdout.write(ledger.height + '\\n');
  }
})();
`;

describe('ledger that is killed at its write points', () => {
  it(`loses and doubles nothing in ${String(kills)} kills (DATABUND_SEED=${String(seed)}), and equals a twin that was never killed`, async () => {
    const random = new Random(seed);
    const channel = await TestChannel.start();
    const blocks = await draftBlocks(channel);
    const first = channel.ledger.height;
    const file = join(channel.folder, '..', 'blocks.json');
    await writeFile(file, JSON.stringify(blocks.map((block) => block.map(({ envelope }) => Buffer.from(envelope).toString('base64')))));
    await channel.close();
    const twinFolder = join(channel.folder, '..', 'twin');
    cpSync(channel.folder, twinFolder, { recursive: true });
    let acknowledged = first;
    for (let kill = 0; kill < kills; kill += 1) {
      const heights = await killAtPoint(1 + random.draw(mostPoints), [channel.folder, file, String(first)]);
      if (heights.length > 0) expect(heights[0]).toBeGreaterThanOrEqual(acknowledged);
      acknowledged = heights.at(-1) ?? acknowledged;
    }
    await channel.reopen();
    const { height, lastBlockHash } = channel.ledger;
    expect(height).toBeGreaterThanOrEqual(acknowledged);
    for (const [index, block] of blocks.slice(0, height - first).entries())
      for (const [place, { txId }] of block.entries())
        expect(channel.ledger.findTransaction(txId)).toEqual({ blockNumber: first + index, index: place, code: 0 });
    const twin = await openLedger(twinFolder, new Uint8Array());
    for (const block of blocks.slice(0, height - first)) await commit(twin, block);
    expect(twin.lastBlockHash).toEqual(lastBlockHash);
    await twin.close();
    await channel.close();
    expect(await readAll(join(channel.folder, 'state'))).toEqual(await readAll(join(twinFolder, 'state')));
    await channel.reopen();
    await channel.stop();
  });
});

/** Drafts blocks of transactions that each write a public key, and a private one whose data are held until its commit. */
async function draftBlocks(channel: TestChannel): Promise<readonly (readonly Signed[])[]> {
  const blocks: Signed[][] = [];
  for (let number = 0; number < blockCount; number += 1) {
    const block: Signed[] = [];
    for (let place = 0; place < perBlock; place += 1) {
      const key = `${String(number)}-${String(place)}`;
      const simulate = (simulator: Parameters<Parameters<TestChannel['make']>[0]['simulate']>[0]) => {
        simulator.putState(chaincode, key, Buffer.alloc(500, place + 1));
        simulator.putPrivate(chaincode, implicit, key, Buffer.from(`secret ${key}`));
      };
      block.push(await channel.make({ endorsers: ['ExchangeMSP', 'ProviderMSP'], simulate }));
    }
    blocks.push(block);
  }
  return blocks;
}

async function commit(ledger: Ledger, block: readonly Signed[]): Promise<void> {
  const data = block.map(({ envelope }) => envelope);
  const header = { number: ledger.height, previousHash: ledger.lastBlockHash, dataHash: hashBlockData(data) };
  await ledger.commit({ ...header, data, signatures: Buffer.alloc(0) });
}

/** Runs the committer until it kills itself, and returns the heights that it has printed. */
async function killAtPoint(point: number, args: readonly string[]): Promise<readonly number[]> {
  const command = ['-e', committer, ...args, String(point)];
  const child = spawn(process.execPath, command, { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const heights: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) heights.push(Number(line));
  expect(await exited).toEqual([null, 'SIGKILL']);
  return heights;
}

/** Reads every key of a state database with its value. */
async function readAll(path: string): Promise<readonly (readonly string[])[]> {
  const database = new ClassicLevel<Buffer, Buffer>(path, { keyEncoding: 'buffer', valueEncoding: 'buffer' });
  const entries: string[][] = [];
  for await (const [key, value] of database.iterator()) entries.push([key.toString('latin1'), value.toString('base64')]);
  await database.close();
  return entries;
}
