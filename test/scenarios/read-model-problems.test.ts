import { cpSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startGateway, type GatewayConfig, type RunningGateway } from '@databund/gateway';
import { nameStore } from '@databund/gateway/internal/read-model/followed-model';
import { ReadModel } from '@databund/gateway/internal/read-model/read-model';
import { runGatewayProcess } from '../support/gateway-process';
import { HttpExchange } from '../support/http-exchange';
import { readKeptBlocks } from '../support/kept-blocks';
import { networkTimeoutMs } from '../support/timeouts';

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
      expect(await response.json()).toMatchObject({ code: 'READ_MODEL_BEHIND', details: { refused: 'BLOCK_FOREIGN' } });
    },
  );
});

it('ends a gateway whose port is taken, and names the reason', async () => {
  const { data, walletKey } = makeConfig();
  const key = 'hex' in walletKey ? walletKey.hex : '';
  const environment = { DATABUND_DATA: data, DATABUND_WALLET_KEY: key, DATABUND_PORT: new URL(http.url).port };
  const { code, errors } = await runGatewayProcess(['serve'], environment);
  expect([code, errors]).toEqual([1, expect.stringContaining('EADDRINUSE')]);
});
