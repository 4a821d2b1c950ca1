import { cpSync, mkdtempSync, truncateSync } from 'node:fs';
import { open as openFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway, type GatewayConfig, type RunningGateway } from '@databund/gateway';
import { nameStore } from '@databund/gateway/internal/read-model/followed-model';
import { ReadModel } from '@databund/gateway/internal/read-model/read-model';
import { openDatabase } from '@databund/gateway/internal/read-model/sqlite-drivers';
import { runGatewayProcess } from '../support/gateway-process';
import { HttpExchange, readCode } from '../support/http-exchange';
import { readKeptBlocks } from '../support/kept-blocks';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

let http: HttpExchange;
const open: RunningGateway[] = [];
beforeAll(async () => {
  http = await HttpExchange.open();
});
afterAll(async () => {
  for (const gateway of open) await gateway.close();
  await http.close();
});

/** Returns the configuration of a gateway beside the first one, with the same identities and rows of its own. */
function makeConfig(): GatewayConfig {
  const data = mkdtempSync(join(tmpdir(), 'databund-beside-'));
  for (const each of ['connection.json', 'devnet/organisations', 'gateway/wallet', 'gateway/issuer'])
    cpSync(join(http.config.data, each), join(data, each), { recursive: true });
  return { ...http.config, data };
}

/** Starts a gateway whose rows follow from the blocks of another exchange. */
async function serveForeignRows(): Promise<string> {
  const config = makeConfig();
  const model = await ReadModel.open({ path: nameStore(config), chaincode: 'databund' });
  for (const block of readKeptBlocks('1.0').slice(0, 3)) await model.project(block);
  await model.close();
  const gateway = await startGateway(config);
  open.push(gateway);
  return gateway.url;
}

const makeHeaders = () => ({ authorization: `Bearer ${http.tokens.operator}`, 'databund-block': '0' });

describe('a gateway whose rows are of another exchange', () => {
  let url: string;
  beforeAll(async () => {
    url = await serveForeignRows();
    const isRefused = async () => JSON.stringify(await (await fetch(`${url}/readyz`)).json()).includes('BLOCK_FOREIGN');
    while (!(await isRefused())) await new Promise((resolve) => setTimeout(resolve, 20));
  });

  it('names the refusal in place of its progress', async () => {
    const response = await fetch(`${url}/readyz`);
    expect(response.status).toBe(503);
    expect(await response.json()).toMatchObject({ status: 'refused', code: 'BLOCK_FOREIGN' });
  });

  it('lets the peer answer what the peer can answer', async () => {
    const response = await fetch(`${url}/v1/participants/${http.exchange.members.operator.id}`, { headers: makeHeaders() });
    expect([response.status, response.headers.get('databund-height')]).toEqual([200, null]);
  });

  it.each(['/v1/search', '/v1/listings?at=1', '/v1/listings?consistent=1'])(
    'refuses %s, and shows nothing of the other exchange',
    async (path) => {
      const response = await fetch(url + path, { headers: makeHeaders() });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ code: 'READ_MODEL_REFUSED', details: { height: 3, refused: 'BLOCK_FOREIGN' } });
    },
  );
});

/** Overwrites the first pages of a table and its indexes in a file of SQLite. */
async function damageTable(path: string, table: string): Promise<void> {
  const database = await openDatabase(path);
  const [size] = database
    .prepare('pragma page_size')
    .all()
    .map((row) => Number(Object.values(row as object)[0])); // `as`: a row.
  const roots = database.prepare('select rootpage from sqlite_schema where tbl_name = ?').all(table);
  database.exec('pragma wal_checkpoint(truncate)');
  database.close();
  const file = await openFile(path, 'r+');
  for (const root of roots) {
    const page = Number(Object.values(root as object)[0]); // `as`: a row.
    await file.write(Buffer.alloc(size ?? 0, 'x'), 0, size, (page - 1) * (size ?? 0));
  }
  await file.close();
}

/** Searches until an answer comes, and returns the codes of the problems before it. */
async function searchUntilAnswered(url: string): Promise<readonly string[]> {
  const codes: string[] = [];
  for (;;) {
    const response = await fetch(`${url}/v1/search?q=readings`, { headers: makeHeaders() });
    if (response.status === 200) return codes;
    codes.push(readCode(await response.json()));
  }
}

describe('a gateway whose rows are damaged', () => {
  it('reads the blocks again when a read finds damage, and says so meanwhile', async () => {
    const config = makeConfig();
    const first = await startGateway(config);
    await waitForReady(first.url);
    await first.close();
    await damageTable(nameStore(config), 'version');
    const gateway = await startGateway(config);
    open.push(gateway);
    const height = await waitForReady(gateway.url);
    expect(new Set(await searchUntilAnswered(gateway.url))).toEqual(new Set(['READ_MODEL_BEHIND']));
    expect(await waitForReady(gateway.url)).toBe(height);
  });

  it('reads the blocks again when its file is cut while it runs', async () => {
    const config = makeConfig();
    const gateway = await startGateway(config);
    open.push(gateway);
    const height = await waitForReady(gateway.url);
    for (const end of ['', '-wal']) truncateSync(nameStore(config) + end, 0);
    const response = await fetch(`${gateway.url}/v1/listings?state=LISTED`, { headers: makeHeaders() });
    expect([200, 503]).toContain(response.status);
    for (const code of await searchUntilAnswered(gateway.url)) expect(code).toBe('READ_MODEL_BEHIND');
    expect(await waitForReady(gateway.url)).toBe(height);
  });
});

it('ends a gateway whose port is taken, and names the reason', async () => {
  const { data, walletKey } = makeConfig();
  const key = 'hex' in walletKey ? walletKey.hex : '';
  const environment = { DATABUND_DATA: data, DATABUND_WALLET_KEY: key, DATABUND_PORT: new URL(http.url).port };
  const { code, errors } = await runGatewayProcess(['serve'], environment);
  expect([code, errors]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
});
