import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import { readPinnedRoots, verifyPack } from '@databund/audit';
import type { PinnedRoots } from '@databund/ledger-verifier';
import { Exchange, type CastName } from '../support/exchange';
import { fund, grant, makeContent } from '../support/listings';
import { OrganisationGateways } from '../support/organisation-gateways';
import { TestError } from '../support/test-error';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

let exchange: Exchange;
let gateways: OrganisationGateways;
let trade: string;
let roots: PinnedRoots;
let [operator, authority]: string[] = [];
const servers: Server[] = [];
beforeAll(async () => {
  exchange = await Exchange.open();
  gateways = await OrganisationGateways.open(exchange);
  const { id } = await grant(exchange, makeContent({ charge: { basis: 'priced' } }));
  ({ trade } = await fund(exchange, id));
  roots = readPinnedRoots(exchange.network.profilePath);
  operator = await gateways.serve(['ExchangeMSP']);
  authority = await gateways.serve(['RegulatorMSP']);
});
afterAll(async () => {
  for (const server of servers) server.close();
  await gateways.close();
  await exchange.close();
});

/** Serves one answer at every address. Returns the address. */
async function answerAlways(status: number, body: unknown): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') throw new TestError('NOT_LISTENING', 'The server has no port.');
  return `http://127.0.0.1:${String(address.port)}`;
}

/** Asks the buyer's own gateway, which holds no other organisation's key, for a pack. */
async function prove(cosigners: Readonly<Record<string, string>>, as: CastName = 'buyer') {
  const buyers = gateways.as(as, await gateways.serve(['BuyerMSP'], cosigners));
  return buyers.makePack({ kind: 'trade', id: trade });
}

describe('packs made at the gateway of one organisation', () => {
  it('carry signatures of the gateways of two organisations outside the parties', async () => {
    const { pack, missing } = await prove({ ExchangeMSP: operator!, RegulatorMSP: `${authority!}/` });
    const report = await verifyPack(pack, roots);
    expect(missing).toEqual([]);
    expect(report).toMatchObject({ verified: true, problems: [], outside: ['ExchangeMSP', 'RegulatorMSP'] });
    expect(report.cosigners).toEqual(['BuyerMSP', 'ExchangeMSP', 'RegulatorMSP']);
    expect(report.claims).toContainEqual(expect.objectContaining({ claim: 'cosigned', outside: ['ExchangeMSP', 'RegulatorMSP'] }));
    expect(report.verdict).toContain('Cosigned by 2 organisations outside the parties (BuyerMSP, ProviderMSP): ExchangeMSP, RegulatorMSP.');
    expect(report.verdict).not.toContain('LIMITATION');
  });

  it('name a gateway that is down, and are accepted only by a reader who asks for one cosigner', async () => {
    const { pack, missing } = await prove({ ExchangeMSP: operator!, RegulatorMSP: 'http://127.0.0.1:1' });
    expect(missing).toEqual([{ mspId: 'RegulatorMSP', reason: 'UNREACHABLE' }]);
    expect((await verifyPack(pack, roots)).problems).toMatchObject([{ code: 'COSIGNERS_TOO_FEW' }]);
    const report = await verifyPack(pack, roots, { cosigners: 1 });
    expect(report).toMatchObject({ verified: true, outside: ['ExchangeMSP'] });
    expect(report.verdict).toContain('LIMITATION: fewer than two organisations outside the parties signed');
  });

  it('name a gateway whose ledger has another past', async () => {
    const { missing } = await prove({ RegulatorMSP: await answerAlways(409, { code: 'CHECKPOINT_DIFFERENT' }) });
    expect(missing).toEqual([{ mspId: 'RegulatorMSP', reason: 'CHECKPOINT_DIFFERENT' }]);
  });

  it('leave out what is no signature of the organisation that was asked', async () => {
    const [own] = await ask(operator!, await readText(operator!));
    const forged = { cosignatures: [{ ...own, mspId: 'RegulatorMSP' }] };
    const { pack } = await prove({ ExchangeMSP: operator!, RegulatorMSP: await answerAlways(200, forged) });
    expect(await verifyPack(pack, roots, { cosigners: 1 })).toMatchObject({ verified: true, outside: ['ExchangeMSP'] });
    const { missing } = await prove({ RegulatorMSP: operator!, ExchangeMSP: await answerAlways(200, { cosignatures: 'none' }) });
    expect(missing.map(({ reason }) => reason)).toEqual(['ANSWER_INVALID', 'ANSWER_INVALID']);
  });
});

interface Signed {
  readonly mspId: string;
  readonly certificate: string;
}

async function get(url: string): Promise<{ readonly status: number; readonly text: string }> {
  const response = await fetch(url);
  return { status: response.status, text: await response.text() };
}

async function readText(url: string, query = ''): Promise<string> {
  const { text } = await get(`${url}/v1/checkpoint${query}`);
  return text.slice(0, text.lastIndexOf('\n\n') + 1);
}

async function ask(url: string, text: string): Promise<readonly Signed[]> {
  const { text: body } = await get(`${url}/v1/cosignature?text=${encodeURIComponent(text)}`);
  return (JSON.parse(body) as { cosignatures: Signed[] }).cosignatures;
}

async function askCode(url: string, text: string): Promise<unknown> {
  const { status, text: body } = await get(`${url}/v1/cosignature?text=${encodeURIComponent(text)}`);
  return [status, (JSON.parse(body) as { code?: string }).code];
}

describe('a gateway that is asked for its signature', () => {
  it('signs as its own organisation the checkpoint of another that has the same past', async () => {
    expect((await ask(operator!, await readText(authority!, '?blocks=5'))).map(({ mspId }) => mspId)).toEqual(['ExchangeMSP']);
  });

  it('refuses another root, another origin, a list of other transactions and a text of another form', async () => {
    const text = await readText(operator!);
    const [origin = '', size = '', root = ''] = text.split('\n');
    const other = `${root.startsWith('A') ? 'B' : 'A'}${root.slice(1)}`;
    const list = `${origin}/subject/trade/${trade}/databund/9\n1\n${root}\n`;
    for (const changed of [
      `${origin}\n${size}\n${other}\n`,
      text.replace('.databund', '.other'),
      list,
      `${text}\n`,
      'x',
      `${origin}\n0\n${root}\n`,
    ])
      expect(await askCode(operator!, changed)).toEqual([409, 'CHECKPOINT_DIFFERENT']);
  });

  it('signs nothing about blocks that its peer does not have', async () => {
    const [origin = '', , root = ''] = (await readText(operator!)).split('\n');
    expect(await askCode(operator!, `${origin}\n1000000\n${root}\n`)).toEqual([404, 'ROUTE_NOT_FOUND']);
    expect(await askCode(operator!, `${origin}/subject/trade/${trade}/databund/1000000\n1\n${root}\n`)).toEqual([404, 'ROUTE_NOT_FOUND']);
    expect(await askCode(operator!, 'x'.repeat(3_000))).toEqual([400, 'INPUT_INVALID']);
  });
});
