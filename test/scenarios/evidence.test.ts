import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePack, encodePack, readPinnedRoots, verifyPack } from '@databund/audit';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { makeId, type CastName } from '../support/cast';
import { HttpExchange, readCode } from '../support/http-exchange';
import { fund, grant, makeContent } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let http: HttpExchange;
let trade: string;
let roots: PinnedRoots;
let folder: string;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  const { id } = await grant(http.exchange, makeContent({ charge: { basis: 'priced' } }));
  ({ trade } = await fund(http.exchange, id));
  await grant(http.exchange); // Somebody else's business.
  roots = readPinnedRoots(http.exchange.network.profilePath);
  folder = mkdtempSync(join(tmpdir(), 'databund-roots-'));
  mkdirSync(join(folder, 'roots'));
  for (const [mspId, pems] of Object.entries(roots)) writeFileSync(join(folder, 'roots', `${mspId}.pem`), pems.join('\n'));
});
afterAll(() => http.close());

async function fetchPack(as: CastName, query = ''): Promise<Buffer> {
  const response = await fetch(`${http.url}/v1/evidence/trade/${trade}${query}`, {
    headers: { authorization: `Bearer ${http.tokens[as]}` },
  });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** Runs the second verifier in a process of its own. */
function runSecond(pack: Uint8Array): Promise<string> {
  const file = join(folder, 'pack.evidence');
  writeFileSync(file, pack);
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [join(__dirname, '../../client/audit/bin/verify-pack.js'), file, join(folder, 'roots')],
      (_error, stdout, stderr) => {
        resolve(`${stdout}${stderr}`.trim().split('\n').at(-1) ?? '');
      },
    );
  });
}

describe('evidence over HTTP', () => {
  it('proves a trade to a stranger by its own envelopes alone, cosigned outside the parties', async () => {
    const pack = await fetchPack('buyer');
    const report = await verifyPack(pack, roots);
    expect(report.problems).toEqual([]);
    expect(report).toMatchObject({ verified: true, kind: 'checkpoint', parties: ['BuyerMSP', 'ProviderMSP'] });
    expect(report.cosigners).toEqual(expect.arrayContaining(['ExchangeMSP', 'RegulatorMSP']));
    expect(await runSecond(pack)).toBe(`VERIFIED: trade ${trade}, a pack of kind checkpoint.`);
  });

  it('proves it to an overseer by whole blocks, which parties do not get', async () => {
    const pack = await fetchPack('auditor', '?as=blocks');
    expect((await verifyPack(pack, roots)).problems).toEqual([]);
    expect(await runSecond(pack)).toBe(`VERIFIED: trade ${trade}, a pack of kind blocks.`);
    const { status, body } = await http.send('buyer', `/v1/evidence/trade/${trade}?as=blocks`);
    expect([status, readCode(body)]).toEqual([403, 'NOT_PERMITTED']);
  });

  it('answers alike for a trade of others and for one that does not exist', async () => {
    const ofOthers = await http.send('otherBuyer', `/v1/evidence/trade/${trade}`);
    const absent = await http.send('otherBuyer', `/v1/evidence/trade/${makeId('trd')}`);
    expect([ofOthers.status, readCode(ofOthers.body)]).toEqual([404, 'TRADE_NOT_FOUND']);
    expect([absent.status, readCode(absent.body)]).toEqual([404, 'TRADE_NOT_FOUND']);
  });

  it.each([
    ['/v1/evidence/price/trd-0', 'ROUTE_NOT_FOUND'],
    ['/v1/evidence/trade/trd-0', 'INPUT_INVALID'],
    [`/v1/evidence/trade/trd-${'0'.repeat(26)}?as=film`, 'INPUT_INVALID'],
    ['/v1/checkpoint?blocks=0', 'INPUT_INVALID'],
    ['/v1/checkpoint?blocks=100000', 'ROUTE_NOT_FOUND'],
  ])('refuses %s with %s', async (path, code) => {
    expect(readCode((await http.send('auditor', path)).body)).toBe(code);
  });

  it('publishes to everybody a checkpoint that stays the same for the same number of blocks', async () => {
    const read = async (query: string) => String((await http.send(undefined, `/v1/checkpoint${query}`)).body).split('\n');
    const [early, again, newest] = [await read('?blocks=3'), await read('?blocks=3'), await read('')];
    expect(early.slice(0, 3)).toEqual(again.slice(0, 3));
    expect(early.slice(0, 2)).toEqual([expect.stringMatching(/^.+\.databund\/[0-9a-f]{16}$/), '3']);
    expect(Number(newest[1])).toBeGreaterThan(3);
  });

  it('finds by both verifiers any change that a forger without keys could repair', async () => {
    const pack = await fetchPack('buyer');
    const { manifest, entries } = decodePack(pack);
    for (const name of ['checkpoint', 'subject', 'cosigner/ExchangeMSP', 'path/1.0', 'envelope/1.0']) {
      const bytes = Uint8Array.from(entries.get(name) ?? new Uint8Array());
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
      const forged = encodePack(manifest, new Map(entries).set(name, bytes));
      const report = await verifyPack(forged, roots);
      expect(report.problems.map(({ entry }) => entry)).toContain(name.replace('cosigner/ExchangeMSP', 'checkpoint'));
      expect(await runSecond(forged)).toMatch(/^NOT VERIFIED/);
    }
  });
});
