import { X509Certificate } from 'node:crypto';
import { Databund, type InboxAnswer } from '@databund/client';
import { openWallet } from '@databund/gateway';
import { readConnectionProfile } from '@databund/gateway/internal/ledger/connection-profile';
import { listExpiring } from '@databund/gateway/internal/read-model/inbox/certificate-ends';
import { hashBytes } from '@databund/model';
import { getMspId, makeId, type CastName } from '../support/cast';
import { CommandLine } from '../support/command-line';
import { HttpExchange, readCode } from '../support/http-exchange';
import { fund, grant, makeContent, makeTerms, publish } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

jest.setTimeout(networkTimeoutMs);

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
});
afterAll(() => http.close());

async function readInbox(as: CastName, noun?: string): Promise<InboxAnswer> {
  await waitForReady(http.url);
  return new Databund({ url: http.url, token: http.tokens[as] }).readInbox(noun === undefined ? {} : { noun });
}

/** Returns the steps that an object waits for of some participants, by their names. */
async function readSteps(id: string, ...names: readonly CastName[]): Promise<Readonly<Record<string, readonly string[]>>> {
  const entries = await Promise.all(
    names.map(async (name) => {
      const item = (await readInbox(name)).items.find((each) => each.id === id);
      return [name, item?.yours.map(({ step }) => step) ?? []] as const;
    }),
  );
  return Object.fromEntries(entries);
}

/** Gives a participant a certificate that ends after so many milliseconds. */
async function renew(name: CastName, lifeMs: number): Promise<X509Certificate> {
  const [mspId, participantId] = [getMspId(name), http.exchange.members[name].id];
  const { certificate, privateKey } = await http.exchange.network.issueShortIdentity(mspId, participantId, lifeMs);
  const keyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  openWallet(http.config).put({ mspId, participantId, certificate: certificate.toString(), keyPem });
  return new X509Certificate(certificate);
}

const parties = ['provider', 'buyer', 'operator'] as const;

describe('what waits', () => {
  it('passes from one to the other as a listing is reviewed', async () => {
    const { provider, authority, operator } = http.exchange.members;
    const id = makeId('lst');
    const { revision } = await provider.call('CreateListing', { id, content: makeContent({ grade: 'important' }) });
    expect(await readSteps(id, 'provider', 'operator')).toEqual({ provider: [], operator: [] });
    const submitted = await provider.call('SubmitListing', { id, version: 1, revision });
    expect(await readSteps(id, 'operator', 'authority', 'provider')).toEqual({
      operator: ['ApproveListing'],
      authority: ['AgreeToListing'],
      provider: [],
    });
    await authority.call('AgreeToListing', { id, version: 1, revision: submitted.revision });
    expect(await readSteps(id, 'operator', 'authority')).toEqual({ operator: ['ApproveListing'], authority: [] });
    const [item] = (await readInbox('operator', 'listing')).items.filter((each) => each.id === id);
    expect(item).toMatchObject({
      noun: 'listing',
      title: 'Readings',
      state: 'IN_REVIEW',
      overdue: false,
      until: expect.any(String) as string,
      yours: [{ step: 'ApproveListing', by: 'operator', command: `databund listing approve ${id} --version 1` }],
    });
    await operator.call('RejectListing', { id, version: 1, revision: submitted.revision, reason: { code: 'quality' } });
    expect(await readSteps(id, 'operator', 'authority', 'provider')).toEqual({ operator: [], authority: [], provider: [] });
  });

  it('passes from one to the other as a request is answered', async () => {
    const { buyer, provider, operator } = http.exchange.members;
    const { id: listing, version } = await publish(http.exchange);
    const id = makeId('aut');
    const { termsHash } = await buyer.call('RequestAuthorisation', { id, listing, version, terms: makeTerms() });
    expect(await readSteps(id, ...parties, 'otherProvider', 'auditor')).toEqual({
      provider: ['ApproveAuthorisation'],
      buyer: [],
      operator: ['ApproveAuthorisation'],
      otherProvider: [],
      auditor: [],
    });
    await provider.call('ApproveAuthorisation', { id, termsHash });
    expect(await readSteps(id, ...parties)).toEqual({ provider: [], buyer: [], operator: ['ApproveAuthorisation'] });
    await operator.call('ApproveAuthorisation', { id, termsHash });
    expect(await readSteps(id, ...parties)).toEqual({ provider: [], buyer: ['OrderTrade'], operator: [] });
    const { names } = await readInbox('buyer');
    expect(names[listing]).toBe('Readings');
  });

  it('passes from one to the other as a sale is paid', async () => {
    const { id: authorisation } = await grant(http.exchange, makeContent({ charge: { basis: 'priced' } }));
    const trade = makeId('trd');
    await http.exchange.members.buyer.call('OrderTrade', { id: trade, authorisation, kind: 'sale' });
    expect(await readSteps(trade, ...parties)).toEqual({ provider: ['PriceTrade'], buyer: ['PriceTrade'], operator: [] });
    const sale = await fund(http.exchange, (await grant(http.exchange, makeContent({ charge: { basis: 'priced' } }))).id);
    expect(await readSteps(sale.trade, ...parties)).toEqual({ provider: [], buyer: ['ActivateAuthorisation'], operator: [] });
    const [item] = (await readInbox('buyer', 'trade')).items.filter(({ id }) => id === sale.trade);
    expect(item?.yours[0]?.command).toMatch(/^databund authorisation activate aut-/);
  });

  it('shows the command line what to type', async () => {
    const cli = new CommandLine(join(mkdtempSync(join(tmpdir(), 'databund-inbox-')), 'profiles.json'));
    await cli.run(undefined, 'profile', 'add', 'buyer', '--url', http.url, '--token', http.tokens.buyer);
    const { exitCode, out } = await cli.run('buyer', 'inbox', '--noun', 'trade');
    expect([exitCode, out]).toEqual([0, expect.stringContaining('databund trade price')]);
    expect(await cli.run('buyer', 'inbox', '--noun', 'weather')).toMatchObject({ exitCode: 2 });
  });

  it('names certificates from 30 days before they end, to those who speak with them', async () => {
    const [dayMs, { id }] = [86_400_000, http.exchange.members.otherBuyer];
    await renew('otherBuyer', 31 * dayMs);
    expect((await readInbox('otherBuyer', 'certificate')).items).toEqual([]);
    const certificate = await renew('otherBuyer', 29 * dayMs);
    const { items } = await readInbox('otherBuyer');
    expect(items.filter(({ noun }) => noun === 'certificate')).toMatchObject([
      {
        id: hashBytes(certificate.raw).value,
        title: `participant ${id}`,
        state: 'EXPIRING',
        until: new Date(certificate.validTo).toISOString(),
        overdue: false,
        yours: [{ command: `databund-gateway wallet import --msp BuyerMSP --participant ${id} --cert new.pem --key new-key.pem` }],
      },
    ]);
    for (const name of ['buyer', 'operator'] as const) expect((await readInbox(name, 'certificate')).items).toEqual([]);
    const keyHashes = [hashBytes(certificate.raw)];
    await http.call('otherBuyer', 'PinKeys', {
      id,
      revision: (await http.call('otherBuyer', 'GetParticipant', { id })).object.revision,
      keyHashes,
    });
    const [pinned] = (await readInbox('otherBuyer', 'certificate')).items;
    expect(pinned?.yours.map(({ step }) => step)).toEqual(['PinKeys', 'RenewCertificate']);
  });

  it('names certificates of an organisation when they end, and what to type', () => {
    const { certificate } = http.exchange.members.provider.credentials;
    const [wallet, participantId] = [openWallet(http.config), http.exchange.members.provider.id];
    const as = wallet.find('ProviderMSP', participantId)!;
    const sources = { wallet, profile: readConnectionProfile(join(http.config.data, 'connection.json')) };
    const time = new Date(Date.parse(new X509Certificate(certificate).validTo) + 3_600_000).toISOString();
    const items = listExpiring(sources, { as, isPinned: false, time });
    expect(items.map(({ title, yours }) => [title, yours[0]?.command])).toEqual([
      [`participant ${participantId}`, expect.stringContaining('databund-gateway wallet import --msp ProviderMSP')],
      ['the observer of ProviderMSP', 'databund-gateway wallet observe --msp ProviderMSP --cert new.pem --key new-key.pem'],
      ['the CA of ProviderMSP', undefined],
      ['the TLS CA of ProviderMSP', undefined],
    ]);
    expect(items[0]).toMatchObject({ state: 'EXPIRED', overdue: true });
  });

  it.each(['/v1/inbox?noun=weather', '/v1/inbox?colour=red', '/v1/inbox?noun=trade&noun=listing'])('refuses the query %s', async (path) => {
    const { status, body } = await http.send('buyer', path);
    expect([status, readCode(body)]).toEqual([400, 'INPUT_INVALID']);
  });

  it('tells a visitor nothing', async () => {
    expect((await http.send(undefined, '/v1/inbox')).status).toBe(401);
  });
});
