import { allTransactions, merkleRoot, hashBytes, type Page } from '@databund/model';
import { eachOf } from '@databund/client';
import type { CastName } from '../support/exchange';
import { newId } from '../support/exchange';
import { gather } from '../support/gather';
import { HttpExchange } from '../support/http-exchange';
import { activate, aroundNow, contentWith } from '../support/listings';

jest.setTimeout(120_000);

/** Everything that answers page by page: what declares a cursor. */
const declared = allTransactions.filter(({ input }) => 'cursor' in (input.properties as object)).map(({ name }) => name);

/** Who asks each of them for what, where there is more than one of everything. */
const asked = {
  ListPresets: ['buyer', () => ({})],
  ListParticipants: ['buyer', () => ({ organisation: 'BuyerMSP' })],
  ListResources: ['provider', () => ({})],
  ListResourceObjections: ['buyer', ({ resource }) => ({ id: resource })],
  ListMandates: ['buyer', () => ({})],
  ListListings: ['provider', () => ({})],
  ListObjections: ['provider', ({ listing }) => ({ id: listing, version: 1 })],
  ListAuthorisations: ['buyer', () => ({})],
  ListTrades: ['provider', () => ({})],
  ListDeliveries: ['buyer', () => ({})],
  ListDeliveryWindows: ['buyer', ({ delivery }) => ({ id: delivery })],
  ListDisputes: ['provider', () => ({})],
  ListRefusals: ['buyer', () => ({})],
} satisfies Readonly<Record<string, readonly [CastName, (made: Made) => object]>>;

interface Made {
  readonly listing: string;
  readonly resource: string;
  readonly delivery: string;
}

let http: HttpExchange;
let made: Made;
beforeAll(async () => {
  http = await HttpExchange.open();
  await deliverFeed();
  made = { listing: await objectedListing(), resource: await objectedResource(), delivery: await deliverFeed() };
  await mandates();
  await refusals();
});
afterAll(() => http.close());

/** A feed’s delivery with two windows, under a trade that is disputed. */
async function deliverFeed(): Promise<string> {
  const { buyer, provider } = http.exchange.members;
  const authorisation = await activate(http.exchange, contentWith({ kind: 'feed' }), { mode: 'feed' });
  const id = newId('dlv');
  let { revision } = await buyer.call('OpenDelivery', { id, authorisation });
  for (const hour of ['10', '11']) {
    const [from, until] = [`2026-01-01T${hour}:00:00.000Z`, `2026-01-01T${hour}:59:00.000Z`];
    const window = { from, until, readings: 1, root: merkleRoot([hashBytes(hour)]) };
    await provider.call('SendDeliveryWindow', { id, revision, ...window });
    ({ revision } = await provider.call('GetDelivery', { id }));
  }
  const { trade = '' } = await buyer.call('GetAuthorisation', { id: authorisation });
  await buyer.call('OpenDispute', { id: newId('dis'), trade, claim: 'late' });
  return id;
}

async function objectedListing(): Promise<string> {
  const { provider, operator, buyer, otherBuyer } = http.exchange.members;
  const version = { id: newId('lst'), version: 1 };
  await provider.call('CreateListing', { id: version.id, content: contentWith() });
  const { revision } = await provider.call('SubmitListing', { ...version, revision: 1 });
  await operator.call('ApproveListing', { ...version, revision });
  for (const objector of [buyer, otherBuyer]) await objector.call('ObjectToListing', { ...version, text: 'it is mine' });
  return version.id;
}

async function resourceUnderNotice(): Promise<{ readonly id: string; readonly revision: number }> {
  const { provider, authority } = http.exchange.members;
  const id = newId('res');
  await provider.call('CreateResource', { id, content: { title: { en: 'Bridges' }, description: { en: 'Every bridge.' } } });
  await provider.call('SubmitResource', { id, revision: 1 });
  return authority.call('GiveResourceNotice', { id, revision: 2 });
}

async function objectedResource(): Promise<string> {
  const { buyer, otherBuyer } = http.exchange.members;
  const { id } = await resourceUnderNotice();
  for (const objector of [buyer, otherBuyer]) await objector.call('ObjectToResource', { id, text: 'it is ours' });
  return id;
}

async function mandates(): Promise<void> {
  const { authority, otherProvider } = http.exchange.members;
  const { id, revision } = await resourceUnderNotice();
  await authority.call('RegisterResource', { id, revision });
  const terms = { grantee: otherProvider.id, resources: [id], scenarios: ['planning'], ceiling: { amountMinor: 1, currency: 'CNY' } };
  for (const mandate of [newId('man'), newId('man')]) await authority.call('GrantMandate', { id: mandate, ...terms, ...aroundNow() });
}

async function refusals(): Promise<void> {
  const absent = { transaction: 'CancelTrade', command: { id: newId('trd'), revision: 1 } };
  for (const refused of [absent, absent]) await http.exchange.members.buyer.call('RecordRefusal', refused);
}

/** A list over HTTP. @throws the problem that it is answered with */
const list = (as: CastName, name: string) => async (command: object) => {
  const { status, body } = await http.call(as, name as 'ListTrades', command);
  if (status !== 200) throw new Error(JSON.stringify(body));
  return body as Page<unknown>;
};

describe('every list over HTTP', () => {
  it('is told of here', () => {
    expect(Object.keys(asked).sort()).toEqual([...declared].sort());
  });

  it.each(Object.entries(asked))(
    '%s gives the same on pages of one as on one page, to a party and to an auditor',
    async (name, [party, command]) => {
      for (const as of [party, 'auditor'] as const) {
        const whole = await list(as, name)({ ...command(made), limit: 200 });
        const pages = await gather(eachOf(list(as, name), { ...command(made), limit: 1 }));
        expect([as, whole.items.length > 1, whole.next]).toEqual([as, true, undefined]);
        expect(pages).toEqual(whole.items);
      }
    },
  );
});
