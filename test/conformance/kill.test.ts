import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { join } from 'node:path';
import { openLedger } from '@databund/devnet/internal/ledger/channel-ledger';
import { chaincode, TestChannel, type Signed } from './test-channel';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const implicit = '_implicit_org_ProviderMSP';
const count = 40;

/** Commits the envelopes of a file, one per block, from the ledger's height on, and prints each height that it acknowledges. */
const committer = `
const { readFileSync } = require('node:fs');
const { openLedger } = require('@databund/devnet/internal/ledger/channel-ledger');
const { hashBlockData } = require('@databund/devnet/internal/proto/block-header');
const [folder, file, first] = process.argv.slice(1);
const envelopes = JSON.parse(readFileSync(file, 'utf8')).map((text) => Buffer.from(text, 'base64'));
(async () => {
  const ledger = await openLedger(folder, new Uint8Array());
  for (const envelope of envelopes.slice(ledger.height - Number(first))) {
    const data = [envelope];
    const block = { number: ledger.height, previousHash: ledger.lastBlockHash, dataHash: hashBlockData(data), data, signatures: Buffer.alloc(0) };
    await ledger.commit(block);
    process.stdout.write(ledger.height + '\\n');
  }
})();
`;

describe('ledger whose process is killed', () => {
  it('keeps every acknowledged block, with its state and its private data', async () => {
    const channel = await TestChannel.start();
    const drafts: Signed[] = [];
    for (let index = 0; index < count; index++) {
      drafts.push(
        await channel.make({
          endorsers: ['ExchangeMSP', 'ProviderMSP'],
          simulate: (simulator) => {
            simulator.putState(chaincode, `k${index}`, Buffer.alloc(3000, index + 1));
            simulator.putPrivate(chaincode, implicit, `p${index}`, Buffer.from(`secret ${index}`));
          },
        }),
      );
    }
    const first = channel.ledger.height;
    const file = join(channel.folder, 'envelopes.json');
    await writeFile(file, JSON.stringify(drafts.map(({ envelope }) => Buffer.from(envelope).toString('base64'))));
    for (const heightCount of [1, 7, 12]) {
      await channel.close();
      const acknowledged = await killAfter(heightCount, [channel.folder, file, String(first)]);
      await channel.reopen();
      expect(channel.ledger.height).toBeGreaterThanOrEqual(acknowledged);
      await channel.read('ProviderMSP', (simulator) => {
        for (let index = 0; index < channel.ledger.height - first; index++) {
          expect(simulator.getState(chaincode, `k${index}`)?.length).toBe(3000);
          expect(simulator.getPrivate(chaincode, implicit, `p${index}`)?.toString()).toBe(`secret ${index}`);
          expect(channel.ledger.findTransaction(drafts[index]!.txId)).toEqual({ blockNumber: first + index, index: 0, code: 0 });
        }
      });
    }
    expect(channel.ledger.height).toBeGreaterThanOrEqual(first + 20);
    await channel.stop();
  });

  it('refuses a ledger to a second process while the first one runs', async () => {
    const channel = await TestChannel.start();
    await expect(openLedger(channel.folder, new Uint8Array())).rejects.toThrow(
      `The ledger in ${channel.folder} is in use by process ${process.pid}`,
    );
    await channel.stop();
  });
});

/** Runs the committer, kills it after this many heights, and returns the last one. */
async function killAfter(heightCount: number, args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, ['-e', committer, ...args], { cwd: __dirname, stdio: ['ignore', 'pipe', 'inherit'] });
  const exited = once(child, 'exit');
  const heights: number[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    heights.push(Number(line));
    if (heights.length === heightCount) child.kill('SIGKILL');
  }
  await exited;
  return heights.at(-1)!;
}
