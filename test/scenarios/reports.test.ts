import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Databund, type Report } from '@databund/client';
import { writeBlock } from '@databund/ledger-verifier';
import { hashBytes, hashJson, type Hash } from '@databund/model';
import { castNames, makeId, type CastName } from '../support/cast';
import { CommandLine } from '../support/command-line';
import { HttpExchange, readCode } from '../support/http-exchange';
import { bytes, fund, grant, makeContent, makePeriodAroundNow, makeTerms } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const charge = { amountMinor: 4_000, currency: 'CNY' };
const ceiling = { amountMinor: 5_000, currency: 'CNY' };
const year = String(new Date().getUTCFullYear());
const month = new Date().toISOString().slice(0, 7);

let http: HttpExchange;
let cli: CommandLine;
let story: Story;
const folder = mkdtempSync(join(tmpdir(), 'databund-reports-'));
beforeAll(async () => {
  http = await HttpExchange.open();
  story = await tellStory();
  await waitForReady(http.url);
  cli = new CommandLine(join(folder, 'profiles.json'));
  for (const name of castNames) {
    const flags = ['--url', http.url, '--token', http.tokens[name], '--participant', http.exchange.members[name].id];
    await cli.run(undefined, 'profile', 'add', name, ...flags);
  }
  for await (const block of connect('auditor').blocks()) writeBlock(join(folder, 'blocks'), saved++, block);
});
afterAll(async () => {
  await http.close();
  rmSync(folder, { recursive: true });
});
let saved = 0;

interface Story {
  readonly trade: string;
  readonly priced: string;
  readonly funded: string;
  readonly resource: string;
  readonly mandate: string;
  readonly product: string;
}

/** Tells a sale of 500 that was settled, one that is only funded, and one of public data for its charge. */
async function tellStory(): Promise<Story> {
  const { exchange } = http;
  const { buyer } = exchange.members;
  const priced = makeContent({ title: { en: '=Noise, "day" & night' }, charge: { basis: 'priced' }, sector: 'high-performance-computing' });
  const settled = await grant(exchange, priced);
  const sale = await fund(exchange, settled.id);
  await buyer.call('ActivateAuthorisation', { id: settled.id, revision: settled.revision, trade: sale.trade });
  await deliver('provider', settled.id);
  await exchange.members.operator.call('SettleTrade', { id: sale.trade, amountHash: sale.amountHash });
  const held = await grant(exchange, makeContent({ charge: { basis: 'priced' } }));
  await fund(exchange, held.id);
  return { trade: sale.trade, priced: settled.listing, funded: held.listing, ...(await sellPublicData()) };
}

async function deliver(as: CastName, authorisation: string): Promise<void> {
  const { buyer, [as]: provider } = http.exchange.members;
  const { id, revision } = await buyer.call('OpenDelivery', { id: makeId('dlv'), authorisation });
  const serving = await provider.call('ServeDelivery', { id, revision });
  const sent = await provider.call('SendDelivery', { id, revision: serving.revision });
  await buyer.call('AcknowledgeDelivery', { id, revision: sent.revision, hash: hashBytes(bytes) });
}

async function sellPublicData(): Promise<Pick<Story, 'resource' | 'mandate' | 'product'>> {
  const { buyer, provider, otherProvider, authority, operator } = http.exchange.members;
  const resource = makeId('res');
  const described = { title: { en: 'Register of bridges' }, description: { en: 'Every bridge.' } };
  let { revision } = await provider.call('CreateResource', { id: resource, content: described });
  ({ revision } = await provider.call('SubmitResource', { id: resource, revision }));
  ({ revision } = await authority.call('GiveResourceNotice', { id: resource, revision }));
  await authority.call('RegisterResource', { id: resource, revision });
  const mandate = makeId('man');
  const terms = { resources: [resource], scenarios: ['city report'], ceiling, ...makePeriodAroundNow() };
  await authority.call('GrantMandate', { id: mandate, grantee: otherProvider.id, ...terms });
  const content = makeContent({ isPublicData: true, resource, mandate, charge: { basis: 'priced', publicCharge: charge } });
  const product = makeId('lst');
  const at = { id: product, version: 1 };
  let listed = await otherProvider.call('CreateListing', { id: product, content });
  listed = await otherProvider.call('SubmitListing', { ...at, revision: listed.revision });
  await authority.call('AgreeToListing', { ...at, revision: listed.revision });
  await operator.call('ApproveListing', { ...at, revision: listed.revision });
  const authorisation = makeId('aut');
  const request = { id: authorisation, listing: product, version: 1, terms: makeTerms() };
  const { termsHash, revision: requested } = await buyer.call('RequestAuthorisation', request);
  for (const approver of [otherProvider, operator, authority])
    await approver.call('ApproveAuthorisation', { id: authorisation, termsHash });
  const trade = makeId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation, kind: 'sale' });
  const amountHash: Hash = hashJson({ ...charge, tradeId: trade });
  await operator.call('FundTrade', { id: trade, amountHash });
  await buyer.call('ActivateAuthorisation', { id: authorisation, revision: requested, trade });
  await deliver('otherProvider', authorisation);
  await operator.call('SettleTrade', { id: trade, amountHash });
  return { resource, mandate, product };
}

function connect(as: CastName): Databund {
  return new Databund({ url: http.url, token: http.tokens[as] });
}

const read = (as: CastName, kind: Report['kind']) => connect(as).report(kind);

describe('reports of a party', () => {
  it('adds up income by month and listing, with the amounts whose slips the party keeps', async () => {
    const { rows, trades } = await read('provider', 'income');
    const sold = { month, side: 'sold', trades: 1, currency: 'CNY', amountMinor: 500 };
    expect(new Set(rows)).toEqual(
      new Set([
        { ...sold, listing: story.priced, title: '=Noise, "day" & night', state: 'SETTLED' },
        { ...sold, listing: story.funded, title: 'Readings', state: 'FUNDED' },
      ]),
    );
    expect(trades?.length).toBe(2);
    const other = await read('otherProvider', 'income');
    expect(other.rows).toEqual([{ ...sold, listing: story.product, title: 'Readings', state: 'SETTLED', amountMinor: charge.amountMinor }]);
  });

  it('shows a buyer what it paid, and others nothing', async () => {
    const { rows } = await read('buyer', 'income');
    expect(rows.map(({ side, state, amountMinor }) => [side, state, amountMinor]).sort()).toEqual([
      ['bought', 'FUNDED', 500],
      ['bought', 'SETTLED', 4_000],
      ['bought', 'SETTLED', 500],
    ]);
    for (const as of ['otherBuyer', 'auditor', 'operator'] as const) expect([as, (await read(as, 'income')).rows]).toEqual([as, []]);
  });

  it('leaves amounts closed on request, with their hashes', async () => {
    const { rows, trades } = await connect('provider').report('income', { slips: 'no' });
    expect(rows.map(({ amountMinor, unopened }) => [amountMinor, unopened])).toEqual([
      [undefined, 1],
      [undefined, 1],
    ]);
    expect(trades?.every(({ amountHash }) => /^[0-9a-f]{64}$/.test(String(amountHash)))).toBe(true);
  });

  it('counts requests, deliveries and bytes of a provider by listing and month', async () => {
    const { rows } = await read('provider', 'provider');
    const asked = { month, requests: 1, activated: 0, deliveries: 0, acknowledged: 0, bytes: 0, settled: 0 };
    const done = { activated: 1, deliveries: 1, acknowledged: 1, bytes: bytes.length, settled: 1 };
    expect(new Set(rows)).toEqual(
      new Set([
        { ...asked, listing: story.funded, title: 'Readings' },
        { ...asked, ...done, listing: story.priced, title: '=Noise, "day" & night' },
      ]),
    );
  });
});

describe('reports for those who oversee', () => {
  it('discloses resources, mandates, products, and charges against ceilings', async () => {
    const { otherProvider, provider } = http.exchange.members;
    const { rows } = await connect('authority').report('disclosure', { year });
    expect(rows).toEqual([
      expect.objectContaining({
        resource: story.resource,
        title: 'Register of bridges',
        holder: provider.id,
        state: 'REGISTERED',
        mandate: story.mandate,
        mandateState: 'GRANTED',
        grantee: otherProvider.id,
        ceilingMinor: 5_000,
        listing: story.product,
        version: 1,
        chargeMinor: 4_000,
        isWithinCeiling: true,
        settled: 1,
        chargedMinor: 4_000,
      }),
    ]);
  });

  it('counts objects by day, state and sector', async () => {
    const { rows } = await read('operator', 'exchange');
    const day = new Date().toISOString().slice(0, 10);
    const find = (noun: string, state: string) =>
      rows.filter((row) => row['noun'] === noun && row['state'] === state).map(({ sector, count }) => [sector, count]);
    expect(rows.every((row) => row['day'] === day)).toBe(true);
    expect(find('trade', 'SETTLED')).toEqual([
      ['', 1],
      ['high-performance-computing', 1],
    ]);
    expect(find('trade', 'FUNDED')).toEqual([['', 1]]);
    expect(find('resource', 'REGISTERED')).toEqual([['', 1]]);
    expect(find('participant', 'ACTIVE')).toEqual([['', castNames.length]]);
  });

  it.each(castNames)('answers %s by its roles', async (as) => {
    const overseers: readonly CastName[] = ['operator', 'authority', 'auditor'];
    for (const kind of ['income', 'provider', 'disclosure', 'exchange']) {
      const isOpen = kind === 'income' || kind === 'provider' || overseers.includes(as);
      const { status, body } = await http.send(as, `/v1/reports/${kind}`);
      expect([kind, status]).toEqual([kind, isOpen ? 200 : 403]);
      if (!isOpen) expect(readCode(body)).toBe('NOT_PERMITTED');
      expect((await http.send(undefined, `/v1/reports/${kind}`)).status).toBe(401);
    }
  });
});

describe('the forms of a report', () => {
  it('writes CSV that no spreadsheet takes for a formula', async () => {
    const path = '/v1/reports/provider';
    const byHeader = await http.send('provider', path, { headers: { accept: 'text/csv' } });
    const byQuery = await http.send('provider', `${path}?format=csv`);
    expect(byHeader.headers.get('content-type')).toContain('text/csv');
    expect(byHeader.body).toBe(byQuery.body);
    const lines = String(byQuery.body).split('\r\n');
    expect(lines[0]).toBe('listing,title,month,requests,activated,deliveries,acknowledged,bytes,settled');
    expect(lines).toContain(`${story.priced},"'=Noise, ""day"" & night",${month},1,1,1,1,${String(bytes.length)},1`);
  });

  it.each([
    ['provider', 'income', ['--no-slips']],
    ['buyer', 'income', ['--no-slips', '--year', year]],
    ['provider', 'provider', []],
    ['authority', 'disclosure', ['--year', year]],
    ['auditor', 'exchange', []],
  ] as const)('makes the report of %s, %s, from blocks alone, byte for byte', async (as, kind, options) => {
    for (const form of [['--json'], ['--csv']]) {
      const words = form[0] === '--json' ? ['--json', 'report', kind, ...options] : ['report', kind, ...options, ...form];
      const asked = await cli.run(as, ...words);
      const derived = await cli.run(as, ...words, '--from-blocks', join(folder, 'blocks'));
      expect([derived.exitCode, derived.out]).toEqual([0, asked.out]);
    }
  });

  it('reads the blocks of the gateway too', async () => {
    const asked = await cli.run('auditor', '--json', 'report', 'exchange');
    expect((await cli.run('auditor', '--json', 'report', 'exchange', '--from-blocks', 'gateway')).out).toBe(asked.out);
  });

  it.each([
    ['film', 'is not one of income, disclosure, provider, exchange'],
    ['income?year=26', '/year'],
    ['income?format=pdf', '/format'],
    ['income?month=1', 'expected one of year, format, slips'],
  ])('answers a problem to %s', async (path, words) => {
    const { status, body } = await http.send('auditor', `/v1/reports/${path}`);
    expect([status, readCode(body)]).toEqual([400, 'INPUT_INVALID']);
    expect(JSON.stringify(body)).toContain(words);
  });
});

describe('the questions in the README and in docs/questions.md', () => {
  const read = (name: string) => readFileSync(join(__dirname, '..', '..', name), 'utf8');
  const [tour = ''] = /### What you can ask[\s\S]*?```sh([\s\S]*?)```/.exec(read('README.md')) ?? [];
  const page = tour + read(join('docs', 'questions.md'));
  beforeAll(async () => {
    const { provider } = http.exchange.members; // A submitted listing waits for the operator.
    const { id, revision } = await provider.call('CreateListing', { id: makeId('lst'), content: makeContent() });
    await provider.call('SubmitListing', { id, version: 1, revision });
    await waitForReady(http.url);
  });
  const commands = [...page.matchAll(/^npx databund (.+?)(?: +#.*)?$/gm)].map(([, words = '']) => words);

  it('lists one command for each question', () => {
    expect(commands.length).toBeGreaterThan(20);
  });

  it.each(commands)('answers by databund %s', async (command) => {
    const { items } = await connect('auditor').audit.actor({ id: http.exchange.members.buyer.id });
    const values: Readonly<Record<string, string | undefined>> = {
      TRADE: story.trade,
      LISTING: story.priced,
      RESOURCE: story.resource,
      PARTICIPANT: http.exchange.members.buyer.id,
      TRANSACTION: items[0]?.transactionId,
      BLOCKS: join(folder, 'blocks'),
    };
    const { exitCode, out, err } = await cli.run(undefined, ...command.split(/ +/).map((word) => values[word] ?? word));
    expect([exitCode, err.replaceAll(/^--\w+ is \S+Z\n/gm, '')]).toEqual([0, '']); // A date is shown as it was read.
    expect(out.split('\n').length).toBeGreaterThan(2);
  });
});
