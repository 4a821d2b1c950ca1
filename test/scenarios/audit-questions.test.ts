import { Databund, type Access } from '@databund/client';
import { hashBytes } from '@databund/model';
import { castNames, getMspId, makeId, type CastName } from '../support/cast';
import { HttpExchange, readCode } from '../support/http-exchange';
import { bytes, makeContent, makeTerms, publish } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const day = 86_400_000;
const makeDay = (days: number) => new Date(Date.now() + days * day).toISOString().slice(0, 10);

let http: HttpExchange;
let story: Story;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  story = await tellStory();
  await waitForReady(http.url);
});
afterAll(() => http.close());

interface Story {
  readonly listing: string;
  readonly authorisations: Readonly<Record<'running' | 'revoked' | 'surrendered' | 'requested', string>>;
  readonly delivery: string;
  /** The block of a request, and its transaction. */
  readonly requested: { readonly block: number; readonly transaction: string };
}

/** Tells the access of two buyers: one that runs, with a delivery, one that was revoked and one that was surrendered. */
async function tellStory(): Promise<Story> {
  const { buyer, otherBuyer, provider } = http.exchange.members;
  const { id: listing } = await publish(http.exchange);
  const running = await activateAs('buyer', listing);
  const revoked = await activateAs('otherBuyer', listing);
  const surrendered = await activateAs('otherBuyer', listing);
  const delivery = makeId('dlv');
  const opened = await buyer.call('OpenDelivery', { id: delivery, authorisation: running });
  const sent = await provider.call('SendDelivery', { id: delivery, revision: opened.revision });
  await buyer.call('AcknowledgeDelivery', { id: delivery, revision: sent.revision, hash: hashBytes(bytes) });
  const { termsHash } = await provider.call('GetAuthorisation', { id: revoked });
  const reason = { code: 'contract' as const, text: 'The contract was broken.' };
  await http.call('provider', 'RevokeAuthorisation', { id: revoked, termsHash, reason });
  const { revision } = await otherBuyer.call('GetAuthorisation', { id: surrendered });
  await otherBuyer.call('SurrenderAuthorisation', { id: surrendered, revision });
  const requested = makeId('aut');
  const request = { id: requested, listing, version: 1, terms: makeTerms() };
  const committed = await connect('buyer').authorisation.request(request);
  return {
    listing,
    authorisations: { running, revoked, surrendered, requested },
    delivery,
    requested: { block: committed.blockNumber ?? 0, transaction: committed.transactionId },
  };
}

async function activateAs(as: CastName, listing: string): Promise<string> {
  const { [as]: buyer, provider, operator } = http.exchange.members;
  const id = makeId('aut');
  const { termsHash, revision } = await buyer.call('RequestAuthorisation', { id, listing, version: 1, terms: makeTerms() });
  await provider.call('ApproveAuthorisation', { id, termsHash });
  await operator.call('ApproveAuthorisation', { id, termsHash });
  const trade = makeId('trd');
  await buyer.call('OrderTrade', { id: trade, authorisation: id, kind: 'free' });
  await buyer.call('ActivateAuthorisation', { id, revision, trade });
  return id;
}

function connect(as: CastName): Databund {
  return new Databund({ url: http.url, token: http.tokens[as] });
}

async function readAccesses(query: { readonly from?: string; readonly to?: string } = {}): Promise<ReadonlyMap<string, Access>> {
  const found = new Map<string, Access>();
  const { audit, pages } = connect('auditor');
  const { listing } = story;
  for await (const access of pages(audit.access, { listing, ...query, limit: 1 })) found.set(access.authorisation, access);
  return found;
}

describe('who had access', () => {
  it('names every buyer whose authorisation was active, why it ended, and what was delivered', async () => {
    const { buyer, otherBuyer, provider } = http.exchange.members;
    const { running, revoked, surrendered } = story.authorisations;
    const found = await readAccesses({ from: makeDay(-1), to: makeDay(0) });
    expect(new Set(found.keys())).toEqual(new Set([running, revoked, surrendered]));
    const { terms } = await buyer.call('GetAuthorisation', { id: running });
    expect(found.get(running)).toMatchObject({
      version: 1,
      buyer: { id: buyer.id, name: 'buyer' },
      purpose: 'research',
      stretches: [{ until: terms.until }],
      deliveries: [{ id: story.delivery, mode: 'download', state: 'ACKED', bytes: bytes.length }],
    });
    expect(found.get(running)?.stretches[0]?.ended).toBeUndefined();
    expect(found.get(revoked)).toMatchObject({
      buyer: { id: otherBuyer.id, name: 'otherBuyer' },
      stretches: [{ ended: { state: 'REVOKED', by: { id: provider.id, name: 'provider' }, reason: { code: 'contract' } } }],
      deliveries: [],
    });
    expect(found.get(surrendered)?.stretches[0]?.ended).toMatchObject({ state: 'SURRENDERED', by: { id: otherBuyer.id } });
  });

  it('finds what overlaps a period, to the millisecond', async () => {
    const { revoked, running } = story.authorisations;
    const [stretch] = (await readAccesses()).get(revoked)?.stretches ?? [];
    const revokedAt = stretch?.until ?? '';
    const after = new Date(Date.parse(revokedAt) + 1).toISOString();
    expect((await readAccesses({ from: revokedAt })).has(revoked)).toBe(true);
    expect((await readAccesses({ from: after })).has(revoked)).toBe(false);
    expect((await readAccesses({ from: after })).has(running)).toBe(true);
    const before = new Date(Date.parse(stretch?.from ?? '') - 1).toISOString();
    expect((await readAccesses({ to: before })).has(revoked)).toBe(false);
    expect([...(await readAccesses({ to: makeDay(-1) })).keys()]).toEqual([]);
  });

  it('says that the window ended an access', async () => {
    const listing = (await publish(http.exchange)).id;
    const id = await activateAs('buyer', listing);
    await waitForReady(http.url);
    const { terms } = await http.exchange.members.buyer.call('GetAuthorisation', { id });
    const { items } = await connect('auditor').audit.access({ listing, to: terms.until });
    expect(items[0]?.stretches[0]).toEqual({ from: expect.any(String) as unknown, until: terms.until });
  });
});

describe('what an actor did', () => {
  it('lists every transaction of a participant and of an organisation, with its flag', async () => {
    const { auditor, otherBuyer } = http.exchange.members;
    const actions = [];
    const { audit, pages } = connect('authority');
    for await (const action of pages(audit.actor, { id: otherBuyer.id, limit: 2 })) actions.push(action);
    const steps = ['RequestAuthorisation', 'OrderTrade', 'ActivateAuthorisation'];
    expect(actions.map(({ step }) => step)).toEqual(['RegisterParticipant', ...steps, ...steps, 'SurrenderAuthorisation']);
    expect(new Set(actions.map(({ flag, organisation }) => `${flag} ${String(organisation)}`))).toEqual(
      new Set([`VALID ${getMspId('otherBuyer')}`]),
    );
    const ofOrganisation = await connect('operator').audit.actor({ id: getMspId('otherBuyer'), limit: 200 });
    const ids = ofOrganisation.items.map(({ transactionId }) => transactionId);
    expect(ids).toEqual(expect.arrayContaining(actions.map(({ transactionId }) => transactionId)));
    expect((await connect('auditor').audit.actor({ id: auditor.id })).items.map(({ step }) => step)).toEqual(['RegisterParticipant']);
  });

  it('lists invalid transactions too', async () => {
    const { provider } = http.exchange.members;
    const id = makeId('lst');
    const code = await provider.commitCode('CreateListing', { id, content: makeContent() }, [getMspId('provider')]);
    expect(code).toBe('ENDORSEMENT_POLICY_FAILURE');
    await waitForReady(http.url);
    const { items } = await connect('auditor').audit.actor({ id: provider.id, limit: 200 });
    expect(items.at(-1)).toMatchObject({ step: 'CreateListing', flag: 'ENDORSEMENT_POLICY_FAILURE' });
    const refused = await connect('auditor').audit.transaction({ id: items.at(-1)?.transactionId ?? '' });
    expect(refused).toMatchObject({ flag: 'ENDORSEMENT_POLICY_FAILURE', input: { id }, writes: [] });
  });

  it('limits the transactions to a period', async () => {
    const { buyer } = http.exchange.members;
    const read = async (query: object) => (await connect('auditor').audit.actor({ id: buyer.id, limit: 200, ...query })).items.length;
    const all = await read({});
    expect(all).toBeGreaterThan(5);
    expect(await read({ from: makeDay(-1), to: makeDay(1) })).toBe(all);
    expect(await read({ to: makeDay(-1) })).toBe(0);
    expect(await read({ from: makeDay(1) })).toBe(0);
  });
});

describe('what a block has', () => {
  it('decodes a transaction: who called what, who endorsed it, and which keys it wrote', async () => {
    const { buyer } = http.exchange.members;
    const { block, transaction } = story.requested;
    const decoded = await connect('auditor').audit.transaction({ id: transaction });
    expect(decoded).toMatchObject({
      block,
      transactionId: transaction,
      flag: 'VALID',
      kind: 'transaction',
      step: 'RequestAuthorisation',
      actor: { id: buyer.id, name: 'buyer' },
      organisation: getMspId('buyer'),
      input: { id: story.authorisations.requested, listing: story.listing },
    });
    expect(decoded.endorsers).toContain(getMspId('buyer'));
    expect(decoded.writes).toContainEqual({ key: `authorisation~${story.authorisations.requested}` });
    expect(JSON.stringify(decoded.event)).toContain(story.authorisations.requested);
    expect((await connect('auditor').audit.block({ number: block })).items).toContainEqual(decoded);
  });

  it('decodes a configuration block', async () => {
    const { number, items } = await connect('auditor').audit.block({ number: 0 });
    expect([number, items.map(({ kind, writes }) => [kind, writes])]).toEqual([0, [['configuration', []]]]);
  });
});

describe('who may ask', () => {
  const overseers: readonly CastName[] = ['operator', 'authority', 'auditor'];

  it.each(castNames)('answers %s by its roles', async (as) => {
    const { block, transaction } = story.requested;
    const { provider } = http.exchange.members;
    const asked = [
      `access/${story.listing}`,
      `actors/${provider.id}`,
      `transactions/${transaction}`,
      `blocks/${String(block)}/transactions`,
    ];
    for (const path of asked) {
      const { status, body } = await http.send(as, `/v1/audit/${path}`);
      expect([path, status]).toEqual([path, overseers.includes(as) ? 200 : 403]);
      if (status === 403) expect(readCode(body)).toBe('NOT_PERMITTED');
      expect((await http.send(undefined, `/v1/audit/${path}`)).status).toBe(401);
    }
  });

  it.each([
    ['access/lst-1', 400, 'INPUT_INVALID', 'is not the id of a listing'],
    [`access/${makeId('lst')}`, 404, 'LISTING_NOT_FOUND', ''],
    [`access/${makeId('lst')}?from=yesterday`, 400, 'INPUT_INVALID', 'a day such as 2026-01-01'],
    [`access/${makeId('lst')}?to=2026-02-30`, 400, 'INPUT_INVALID', '2026-02-30'],
    [`access/${makeId('lst')}?from=2026-02-02&to=2026-02-01`, 400, 'INPUT_INVALID', 'is before /from'],
    [`access/${makeId('lst')}?since=2026-02-02`, 400, 'INPUT_INVALID', 'expected one of from, to, limit, cursor'],
    [`access/${makeId('lst')}?cursor=AAAA`, 400, 'CURSOR_INVALID', ''],
    ['actors/NobodyMSP', 400, 'INPUT_INVALID', 'ExchangeMSP'],
    [`actors/${makeId('ptc')}`, 404, 'PARTICIPANT_NOT_FOUND', ''],
    ['transactions/12', 400, 'INPUT_INVALID', '64 hex digits'],
    [`transactions/${'0'.repeat(64)}`, 404, 'ROUTE_NOT_FOUND', ''],
    ['blocks/999999/transactions', 404, 'ROUTE_NOT_FOUND', 'the last block is'],
    ['blocks/first/transactions', 400, 'INPUT_INVALID', 'is not the number of a block'],
  ])('answers a problem to %s', async (path, status, code, words) => {
    const answer = await http.send('auditor', `/v1/audit/${path}`);
    expect([answer.status, readCode(answer.body)]).toEqual([status, code]);
    expect(JSON.stringify(answer.body)).toContain(words);
  });
});
