import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hashRows } from '@databund/gateway/internal/read-model/hash-rows';
import { fromKeyBytes } from '@databund/gateway/internal/read-model/key-bytes';
import { ReadModel } from '@databund/gateway/internal/read-model/read-model';
import { getBytes } from '@databund/gateway/internal/read-model/read-store';
import { listDrivers } from '@databund/gateway/internal/read-model/sqlite-drivers';
import { BlockReader, decodeBlock, readBlockFolder } from '@databund/ledger-verifier';
import { chooseRounds } from '../support/choose-rounds';
import { readKeptBlocks } from '../support/kept-blocks';
import { runUntilKilled } from '../support/killed-projector';
import { describeOnShared } from '../support/shared-data';

jest.setTimeout(120_000);

const kept = readKeptBlocks('1.0');
const exchange = 'databund';
const open: ReadModel[] = [];
afterAll(() => Promise.all(open.map((model) => model.close())));

function makePath(): string {
  return join(mkdtempSync(join(tmpdir(), 'databund-rows-')), 'rows.db');
}

type Options = Partial<Parameters<typeof ReadModel.open>[0]>;

async function openModel(options: Options = {}): Promise<ReadModel> {
  const path = options.path ?? makePath();
  const model = await ReadModel.open({ chaincode: exchange, ...options, path });
  open.push(model);
  return model;
}

async function projectAll(model: ReadModel, blocks: Iterable<Uint8Array>): Promise<ReadModel> {
  for (const block of blocks) await model.project(block);
  return model;
}

/** Reads the state after each block in the simplest way: the last write of each key. */
function* replaySimply(blocks: Iterable<Uint8Array>, chaincode: string): Generator<ReadonlyMap<string, string>> {
  const [reader, state] = [new BlockReader(), new Map<string, string>()];
  for (const block of blocks) {
    const accesses = reader.read(block).transactions.flatMap(({ transaction }) => transaction.action?.accesses ?? []);
    const open = accesses.filter(({ namespace, collection }) => namespace === chaincode && collection === '');
    for (const { key, value } of open.flatMap(({ writes }) => writes)) {
      if (value) state.set(key, Buffer.from(value).toString('base64'));
      else state.delete(key);
    }
    yield state;
  }
}

async function readState(model: ReadModel, height: number): Promise<ReadonlyMap<string, string>> {
  const sql = 'select key, value from version where from_block < ? and (to_block is null or to_block >= ?)';
  const rows = await model.store.query(sql, height, height);
  return new Map(rows.map((row) => [fromKeyBytes(getBytes(row, 'key')), Buffer.from(getBytes(row, 'value')).toString('base64')]));
}

async function expectSameStates(model: ReadModel, blocks: readonly Uint8Array[], chaincode: string): Promise<void> {
  let height = 0;
  for (const state of replaySimply(blocks, chaincode)) {
    height += 1;
    const found = await readState(model, height);
    expect([height, [...found].sort()]).toEqual([height, [...state].sort()]);
  }
  expect(height).toBe(blocks.length);
}

/** Changes the hash by which a block names the one before. */
function forkBlock(block: Uint8Array): Uint8Array {
  const forked = Buffer.from(block);
  const at = forked.indexOf(Buffer.from(decodeBlock(block).previousHash));
  forked[at] = (forked[at] ?? 0) ^ 1;
  return forked;
}

describe.each(listDrivers())('rows by the driver %s', (driver) => {
  it('keep the state after every block', async () => {
    await expectSameStates(await projectAll(await openModel({ driver }), kept), kept, exchange);
  });

  it('equal those of a store that was closed after every few blocks', async () => {
    const whole = await projectAll(await openModel({ driver }), kept);
    const path = makePath();
    for (let at = 0; at < kept.length; at += 7) {
      const model = await ReadModel.open({ chaincode: exchange, path, driver });
      expect(model.height).toBe(at);
      await projectAll(model, kept.slice(at, at + 7));
      await model.close();
    }
    expect(await hashRows((await openModel({ path, driver })).store)).toBe(await hashRows(whole.store));
  });

  it('begin again when their file is damaged', async () => {
    const path = makePath();
    writeFileSync(path, 'no database '.repeat(1_000));
    const model = await projectAll(await openModel({ path, driver }), kept.slice(0, 3));
    expect(model.height).toBe(3);
  });

  it('keep transactions with their endorsers', async () => {
    const model = await projectAll(await openModel({ driver }), kept);
    const [ordered] = await model.store.query("select endorsers from tx where function = 'trade:OrderTrade' order by block limit 1");
    expect(ordered).toMatchObject({ endorsers: '["BuyerMSP","ExchangeMSP"]' });
  });
});

const rounds = chooseRounds({ full: 200, few: 20 });

it(
  `keeps equal rows through a projector that is killed ${String(rounds)} times`,
  async () => {
    const whole = await hashRows((await projectAll(await openModel(), kept)).store);
    for (let kills = 0; kills < rounds;) {
      const path = makePath();
      while (!(await runUntilKilled(path, { blocks: 1 + (kills % 4), delayMs: kills % 3 }))) kills += 1;
      expect(await hashRows((await openModel({ path })).store)).toBe(whole);
    }
  },
  rounds * 15_000,
);

describe('blocks that do not continue the store', () => {
  it.each([
    ['a block is left out', 'BLOCK_MISSING', () => kept[6]!],
    ['a block comes twice', 'BLOCK_MISSING', () => kept[4]!],
    ['a block names another one before it', 'BLOCK_FORKED', () => forkBlock(kept[5]!)],
  ])('if %s, refuses it with %s', async (_title, code, makeBlock) => {
    const model = await projectAll(await openModel(), kept.slice(0, 5));
    await expect(model.project(makeBlock())).rejects.toMatchObject({ code });
    await projectAll(model, kept.slice(5, 7));
    expect(model.height).toBe(7);
  });
});

describeOnShared('fabric/blocks', 'blocks of real Fabric', (folder) => {
  const blocks = [...readBlockFolder(folder)];
  const chaincodes = findChaincodes(blocks);

  it('refuses them in the store of another channel', async () => {
    const model = await projectAll(await openModel(), kept.slice(0, 3));
    await expect(model.project(blocks[3]!)).rejects.toMatchObject({ code: 'BLOCK_FOREIGN' });
  });

  it('keeps every transaction with its flag', async () => {
    const model = await projectAll(await openModel({ chaincode: 'probe' }), blocks);
    const rows = await model.store.query('select flag from tx order by block, position');
    const flags = blocks.flatMap((block) => [...decodeBlock(block).flags]);
    expect(rows.map(({ flag }) => flag)).toEqual(flags);
    expect(flags.filter((flag) => flag !== 0).length).toBeGreaterThan(3);
  });

  it.each(chaincodes)('keeps the state of the chaincode %s after every block', async (chaincode) => {
    await expectSameStates(await projectAll(await openModel({ chaincode }), blocks), blocks, chaincode);
  });
});

function findChaincodes(blocks: readonly Uint8Array[]): readonly string[] {
  const reader = new BlockReader();
  const found = blocks.flatMap((block) => reader.read(block).transactions.map(({ transaction }) => transaction.action?.chaincode ?? ''));
  return [...new Set(found)].filter((name) => name !== '' && !name.startsWith('_'));
}
