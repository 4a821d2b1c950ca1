import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Type } from '@sinclair/typebox';
import { castNames, type CastName } from '../support/cast';
import { CommandLine } from '../support/command-line';
import { HttpExchange } from '../support/http-exchange';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const Published = Type.Object({ id: Type.String() });
const Given = Type.Object({ object: Type.Object({ id: Type.String(), state: Type.String(), revision: Type.Integer() }) });
const Listed = Type.Object({ items: Type.Array(Type.Object({ id: Type.String() })) });
const Stretch = Type.Object({ ended: Type.Optional(Type.Object({ state: Type.String() })) });
const Accesses = Type.Object({ items: Type.Array(Type.Object({ stretches: Type.Array(Stretch) })) });
const graded = ['--grade', 'general', '--personal-data', 'none'];
const until = new Date(Date.now() + 30 * 86_400_000).toISOString();

let http: HttpExchange;
let cli: CommandLine;
let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'databund-standing-'));
  http = await HttpExchange.open();
  cli = new CommandLine(join(folder, 'profiles.json'));
  for (const name of castNames) await cli.run(undefined, 'profile', 'add', name, '--url', http.url, '--token', http.tokens[name]);
});
afterAll(() => http.close());

async function publish(title: string): Promise<string> {
  const file = join(folder, `${title}.csv`);
  writeFileSync(file, 'a\n1\n');
  const { id } = await cli.ask(Published, 'provider', 'publish', file, '--title', title, ...graded);
  expect(await cli.run('operator', 'listing', 'approve', id)).toMatchObject({ exitCode: 0 });
  return id;
}

async function give(as: CastName, ...limits: string[]): Promise<string> {
  const words = ['standing', 'give', '--slot', as, '--free', 'true', '--until', until, ...limits];
  return (await cli.ask(Given, as, ...words)).object.id;
}

/** Gets the files of a listing by one command, which does not wait for anybody. */
const get = (listing: string, to: string, as: CastName = 'buyer') =>
  cli.run(as, '--json', 'get', listing, '--to', join(folder, to), '--no-wait');

describe('free data under standing approvals', () => {
  it('come by one command of the buyer and no step of anybody else, and end verified', async () => {
    const listing = await publish('Air');
    const [provider, operator] = [await give('provider', '--listings', 'Air'), await give('operator', '--purposes', 'use,research')];
    const { exitCode, out, err } = await get(listing, 'air');
    expect([exitCode, err]).toEqual([0, `verified against the ledger: ${join(folder, 'air', 'Air.csv')}\n`]);
    expect(readFileSync(join(folder, 'air', 'Air.csv'), 'utf8')).toBe('a\n1\n');
    const { authorisation } = JSON.parse(out) as { authorisation: string };
    const found = await http.exchange.members.buyer.call('GetAuthorisation', { id: authorisation });
    expect(found).toMatchObject({ state: 'ACTIVE', terms: { until }, standing: { provider, operator } });
    expect(await cli.ask(Listed, 'buyer', 'standing', 'list', '--slot', 'operator', '--listing', listing)).toMatchObject({
      items: [{ id: operator }],
    });
    const given = await cli.ask(Listed, 'buyer', 'standing', 'list', '--state', 'GIVEN', '--listing', listing);
    expect(given.items.map(({ id }) => id).sort()).toEqual([provider, operator].sort());
    expect((await cli.run('buyer', 'standing', 'show', operator)).out).toContain('GIVEN');
  });

  it('stop at once when one is withdrawn, show who must act, and go on when that slot approves by hand', async () => {
    const listing = await publish('Water');
    const operator = await give('operator', '--listings', listing);
    const provider = await give('provider', '--listings', listing);
    const { buyer, auditor } = http.exchange.members;
    const terms = { scenario: 's', purpose: 'sale', from: new Date().toISOString(), until, count: 2, mode: 'download' as const };
    const id = `aut-${listing.slice('lst-'.length)}`.replace('aut-z', 'aut-1');
    const asked = { id, listing, version: 1, terms, standing: { provider, operator } };
    expect((await buyer.call('RequestAuthorisation', asked)).state).toBe('GRANTED');
    const trade = id.replace('aut', 'trd');
    await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'free' });
    await buyer.call('ActivateAuthorisation', { id, revision: 1, trade });
    const [first, second] = [id.replace('aut', 'dlv'), id.replace(/aut-./, 'dlv-2')];
    await buyer.call('OpenDelivery', { id: first, authorisation: id });
    expect((await cli.ask(Given, 'operator', 'standing', 'withdraw', operator, '--reason', 'the licence changed')).object.state).toBe(
      'WITHDRAWN',
    );
    expect(await buyer.expectRefusal('OpenDelivery', { id: second, authorisation: id })).toBe('AUTHORISATION_NOT_ACTIVE');
    const bytes = await http.send('buyer', `/v1/deliveries/${first}/distributions/Water.csv`);
    expect(bytes).toMatchObject({ status: 403, body: { code: 'AUTHORISATION_NOT_ACTIVE', details: { state: 'SUSPENDED' } } });
    const inbox = await http.send('operator', `/v1/inbox?noun=authorisation`);
    expect(JSON.stringify(inbox.body)).toContain(id);
    const listed = await http.send('auditor', '/v1/authorisations?state=SUSPENDED');
    expect(listed.body).toMatchObject({ items: [{ id }] });
    const history = await http.send('buyer', `/v1/history/authorisation/${id}`);
    expect(JSON.stringify(history.body)).toContain('WithdrawStanding');
    const { termsHash } = await auditor.call('GetAuthorisation', { id });
    await http.exchange.members.operator.call('ApproveAuthorisation', { id, termsHash });
    expect((await http.send('buyer', `/v1/deliveries/${first}/distributions/Water.csv`)).status).toBe(200);
    const [access] = (await cli.ask(Accesses, 'auditor', 'audit', 'access', listing)).items;
    expect(access?.stretches.map(({ ended }) => ended?.state)).toEqual(['SUSPENDED', undefined]);
  });

  it('cover a buyer as often as their limit says', async () => {
    const listing = await publish('Noise');
    await give('provider', '--listings', listing, '--limit-per-buyer', '1');
    await give('operator', '--listings', listing, '--purposes', 'use');
    expect((await get(listing, 'noise')).exitCode).toBe(0);
    expect((await get(listing, 'noise-again')).exitCode).toBe(1);
    const { items } = await http.exchange.members.buyer.call('ListAuthorisations', { listing });
    const open = items.find(({ state }) => state !== 'ACTIVE');
    expect([open?.state, open?.standing, (open?.terms.until ?? '') > until]).toEqual(['REQUESTED', undefined, true]);
    expect((await get(listing, 'noise-of-another', 'otherBuyer')).exitCode).toBe(0);
  });

  it('stop when the grade is raised', async () => {
    const listing = await publish('Bridges');
    for (const as of ['provider', 'operator'] as const) await give(as, '--listings', listing);
    const { authorisation } = JSON.parse((await get(listing, 'bridges')).out) as { authorisation: string };
    const { authority, auditor } = http.exchange.members;
    const { contentHash } = await auditor.call('GetListing', { id: listing });
    const raised = { id: listing, version: 1, contentHash: contentHash!, grade: 'important' as const, reason: { code: 'safety' as const } };
    await authority.call('ReclassifyListing', raised);
    expect((await auditor.call('GetAuthorisation', { id: authorisation })).state).toBe('SUSPENDED');
    const listed = await http.send('auditor', '/v1/authorisations?state=SUSPENDED');
    expect(JSON.stringify(listed.body)).toContain(authorisation);
    expect((await get(listing, 'bridges-again')).exitCode).toBe(1);
  });

  it('pass the audit, and stand in the evidence of what rested on them', async () => {
    const { items } = await cli.ask(Listed, 'auditor', 'authorisation', 'list', '--state', 'ACTIVE');
    expect(items.length).toBeGreaterThan(2);
    const verdict = await cli.run('auditor', '--json', 'verify', '--connection', http.exchange.network.profilePath);
    expect(JSON.parse(verdict.out)).toMatchObject({ verified: true, problemCount: 0 });
    expect(verdict.exitCode).toBe(0);
    const id = items[0]!.id;
    const { standing } = await http.exchange.members.auditor.call('GetAuthorisation', { id });
    const pack = await http.send('auditor', `/v1/evidence/authorisation/${id}`);
    expect(standing?.operator).toBeDefined();
    expect(JSON.stringify(pack.body)).toContain(`standing~${standing?.operator ?? ''}`);
  });
});
