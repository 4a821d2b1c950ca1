import { Type } from '@sinclair/typebox';
import { allTransactions, computeMerkleRoot, hashBytes } from '@databund/model';
import { iteratePages } from '@databund/client';
import { makeId, type CastName } from '../support/cast';
import { listMembers, requireName } from '../support/dynamic-call';
import { check } from '../support/json';
import { collect } from '../support/values';
import { HttpExchange } from '../support/http-exchange';
import { activate, makePeriodAroundNow, makeContent, setNoticeHours } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { makeRefusal } from '../support/record-refusal';

jest.setTimeout(networkTimeoutMs);

/** The transactions that answer in pages: those that declare a cursor. */
const declared = allTransactions.filter(({ input }) => listMembers(input).includes('cursor')).map(({ name }) => name);

/** The participant that asks for each list, and the filter under which there is more than one item. */
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
  GetParticipantHistory: ['buyer', ({ participant }) => ({ id: participant })],
  GetResourceHistory: ['provider', ({ resource }) => ({ id: resource })],
  GetMandateHistory: ['otherProvider', ({ mandate }) => ({ id: mandate })],
  ListStandings: ['otherBuyer', () => ({})],
  GetStandingHistory: ['otherBuyer', ({ standing }) => ({ id: standing })],
  GetListingHistory: ['provider', ({ listing }) => ({ id: listing })],
  GetAuthorisationHistory: ['buyer', ({ authorisation }) => ({ id: authorisation })],
  GetTradeHistory: ['provider', ({ trade }) => ({ id: trade })],
  GetDeliveryHistory: ['buyer', ({ delivery }) => ({ id: delivery })],
  GetDisputeHistory: ['provider', ({ dispute }) => ({ id: dispute })],
} satisfies Readonly<Record<string, readonly [CastName, (made: Made) => object]>>;

interface Made extends Delivered {
  readonly listing: string;
  readonly resource: string;
  readonly mandate: string;
  readonly standing: string;
  readonly participant: string;
}

interface Delivered {
  readonly authorisation: string;
  readonly trade: string;
  readonly delivery: string;
  readonly dispute: string;
}

const pageForm = Type.Object({ items: Type.Array(Type.Unknown()), next: Type.Optional(Type.String()) });

let http: HttpExchange;
let made: Made;
beforeAll(async () => {
  http = await HttpExchange.open();
  await deliverFeed();
  made = {
    listing: await makeObjectedListing(),
    resource: await makeObjectedResource(),
    mandate: await grantMandates(),
    standing: await giveStandings(),
    participant: http.exchange.members.buyer.id,
    ...(await deliverFeed()),
  };
  await recordRefusals();
});
afterAll(() => http.close());

/** Makes a delivery of a feed with two windows, under a disputed trade. */
async function deliverFeed(): Promise<Delivered> {
  const { buyer, provider } = http.exchange.members;
  const authorisation = await activate(http.exchange, makeContent({ kind: 'feed' }), { mode: 'feed' });
  const id = makeId('dlv');
  let { revision } = await buyer.call('OpenDelivery', { id, authorisation });
  for (const hour of ['10', '11']) {
    const [from, until] = [`2026-01-01T${hour}:00:00.000Z`, `2026-01-01T${hour}:59:00.000Z`];
    const window = { from, until, readings: 1, root: computeMerkleRoot([hashBytes(hour)]) };
    await provider.call('SendDeliveryWindow', { id, revision, ...window });
    ({ revision } = await provider.call('GetDelivery', { id }));
  }
  const { trade = '' } = await buyer.call('GetAuthorisation', { id: authorisation });
  const dispute = makeId('dis');
  const opened = await buyer.call('OpenDispute', { id: dispute, trade, claim: hashBytes('late') });
  await buyer.call('AddDisputeEvidence', { id: dispute, revision: opened.revision, text: hashBytes('it came at noon') });
  return { authorisation, trade, delivery: id, dispute };
}

async function makeObjectedListing(): Promise<string> {
  await setNoticeHours(http.exchange, 24);
  const { provider, operator, buyer, otherBuyer } = http.exchange.members;
  const version = { id: makeId('lst'), version: 1 };
  await provider.call('CreateListing', { id: version.id, content: makeContent() });
  const { revision } = await provider.call('SubmitListing', { ...version, revision: 1 });
  const { contentHash = hashBytes('') } = await operator.call('ApproveListing', { ...version, revision });
  const text = hashBytes('it is mine');
  for (const objector of [buyer, otherBuyer]) await objector.call('ObjectToListing', { ...version, contentHash, text });
  await setNoticeHours(http.exchange, 0);
  return version.id;
}

async function giveResourceNotice(): Promise<{ readonly id: string; readonly revision: number }> {
  const { provider, authority } = http.exchange.members;
  const id = makeId('res');
  await provider.call('CreateResource', { id, content: { title: { en: 'Bridges' }, description: { en: 'Every bridge.' } } });
  await provider.call('SubmitResource', { id, revision: 1 });
  return authority.call('GiveResourceNotice', { id, revision: 2 });
}

async function makeObjectedResource(): Promise<string> {
  const { buyer, otherBuyer } = http.exchange.members;
  const { id } = await giveResourceNotice();
  for (const objector of [buyer, otherBuyer]) await objector.call('ObjectToResource', { id, text: hashBytes('it is ours') });
  return id;
}

/** Grants two mandates and suspends one of them, whose id it returns. */
async function grantMandates(): Promise<string> {
  const { authority, otherProvider } = http.exchange.members;
  const { id, revision } = await giveResourceNotice();
  await authority.call('RegisterResource', { id, revision });
  const terms = { grantee: otherProvider.id, resources: [id], scenarios: ['planning'], ceiling: { amountMinor: 1, currency: 'CNY' } };
  const grant = () => authority.call('GrantMandate', { id: makeId('man'), ...terms, ...makePeriodAroundNow() });
  await grant();
  const granted = await grant();
  await authority.call('SuspendMandate', { id: granted.id, revision: granted.revision });
  return granted.id;
}

/** Gives two standing approvals and withdraws one of them, whose id it returns. */
async function giveStandings(): Promise<string> {
  const { operator } = http.exchange.members;
  const { until } = makePeriodAroundNow();
  const give = () => operator.call('GiveStanding', { id: makeId('sta'), slot: 'operator', free: true, until });
  await give();
  const { id, revision } = await give();
  await operator.call('WithdrawStanding', { id, revision });
  return id;
}

async function recordRefusals(): Promise<void> {
  const absent = { transaction: 'CancelTrade', input: { id: makeId('trd'), revision: 1 } };
  for (const { command, transient } of [makeRefusal(absent), makeRefusal(absent)])
    await http.call('buyer', 'RecordRefusal', command, transient);
}

/** Returns a function that asks for one page. @throws TestError UNEXPECTED_ANSWER with the problem */
const list = (as: CastName, name: string) => async (command: object) => {
  const { body } = await http.call(as, requireName(name), command);
  return check(pageForm, body);
};

describe('lists over HTTP', () => {
  it('covers every list that has pages', () => {
    expect(Object.keys(asked).sort()).toEqual([...declared].sort());
  });

  it.each(Object.entries(asked))(
    'returns the same items of %s in pages of one as on one page, to a party and to an auditor',
    async (name, [party, command]) => {
      for (const as of [party, 'auditor'] as const) {
        const whole = await list(as, name)({ ...command(made), limit: 200 });
        const pages = await collect(iteratePages(list(as, name), { ...command(made), limit: 1 }));
        expect([as, whole.items.length > 1, whole.next]).toEqual([as, true, undefined]);
        expect(pages).toEqual(whole.items);
      }
    },
  );
});
