import { X509Certificate } from 'node:crypto';
import { Type } from '@sinclair/typebox';
import { allTransactions, listCodes, hashBytes, transactions, type AnyTransaction, type Hash } from '@databund/model';
import { Databund } from '@databund/client';
import { openIssuer, openWallet } from '@databund/gateway';
import { makeId, type CastName } from '../support/cast';
import { requireName } from '../support/dynamic-call';
import { check } from '../support/json';
import { Member } from '../support/member';
import { TestError } from '../support/test-error';
import { HttpExchange } from '../support/http-exchange';
import { activate, makePeriodAroundNow, makeContent, grant, publish, makeTerms } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';

jest.setTimeout(networkTimeoutMs);

const committedForm = Type.Object({
  object: Type.Unknown(),
  transactionId: Type.String(),
  blockNumber: Type.Optional(Type.Number()),
});

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
});
afterAll(() => http.close());

/** The participant that creates an object, the command, and members that make another request with the same id. */
interface Creation {
  readonly as: CastName | 'newcomer';
  /** Makes the command. `own` is the hash of the newcomer's certificate. */
  readonly command: (own: Hash) => Promise<object> | object;
  readonly other: object;
}

const application = { name: { en: 'Newcomer', 'zh-Hans': '新来者' }, roles: ['buyer'] };
const resourceContent = { title: { en: 'Bridges' }, description: { en: 'Every bridge.' } };
const another = { content: makeContent({ title: { en: 'Something else' } }) };
const registration = { as: 'newcomer', other: { name: { en: 'Somebody else' } } } as const;
const openingOfDelivery = { as: 'buyer', other: { algorithm: hashBytes('count the rows') } } as const;

const creations: Readonly<Record<string, Creation>> = {
  RegisterParticipant: { ...registration, command: () => application },
  'RegisterParticipant, no key pinned': { ...registration, command: () => ({ ...application, keyHashes: [] }) },
  'RegisterParticipant, a key pinned': { ...registration, command: (own) => ({ ...application, keyHashes: [own] }) },
  CreateResource: {
    as: 'provider',
    command: () => ({ id: makeId('res'), content: resourceContent }),
    other: { content: { ...resourceContent, title: { en: 'Roads' } } },
  },
  GrantMandate: { as: 'authority', command: grantMandate, other: { scenarios: ['another'] } },
  GiveStanding: {
    as: 'operator',
    command: () => ({ ...makeStanding(), purposes: ['research'], buyers: { roles: ['buyer'] }, limitPerBuyer: 2 }),
    other: { free: false },
  },
  CreateListing: { as: 'provider', command: () => ({ id: makeId('lst'), content: makeContent() }), other: another },
  CreateListingVersion: {
    as: 'provider',
    command: async () => ({ id: (await publish(http.exchange)).id, version: 2, content: makeContent() }),
    other: another,
  },
  RequestAuthorisation: {
    as: 'buyer',
    command: async () => ({ id: makeId('aut'), listing: (await publish(http.exchange)).id, version: 1, terms: makeTerms() }),
    other: { terms: makeTerms({ scenario: 'another' }) },
  },
  'RequestAuthorisation, under a standing approval': {
    as: 'buyer',
    command: async () => {
      const standing = makeStanding();
      await http.exchange.members.operator.call('GiveStanding', standing);
      const { id: listing } = await publish(http.exchange);
      return { id: makeId('aut'), listing, version: 1, terms: makeTerms({ until: standing.until }), standing: { operator: standing.id } };
    },
    other: { standing: undefined },
  },
  OrderTrade: {
    as: 'buyer',
    command: async () => ({ id: makeId('trd'), authorisation: (await grant(http.exchange)).id, kind: 'free' }),
    other: { kind: 'sale' },
  },
  OpenDelivery: { ...openingOfDelivery, command: async () => ({ id: makeId('dlv'), authorisation: await activate(http.exchange) }) },
  'OpenDelivery, with a hint': {
    ...openingOfDelivery,
    command: async () => ({ id: makeId('dlv'), authorisation: await activate(http.exchange), slot: 2 }),
  },
  OpenDispute: { as: 'buyer', command: openDispute, other: { claim: 'another' } },
};

/** Transactions without an id of the client's own, or without a route. */
const once = ['FoundExchange', 'ObjectToListing', 'ObjectToResource'];

function makeStanding() {
  return { id: makeId('sta'), slot: 'operator', free: true, until: makePeriodAroundNow().until } as const;
}

async function grantMandate(): Promise<object> {
  const { provider, authority, otherProvider } = http.exchange.members;
  const resource = makeId('res');
  await provider.call('CreateResource', { id: resource, content: resourceContent });
  await provider.call('SubmitResource', { id: resource, revision: 1 });
  await authority.call('GiveResourceNotice', { id: resource, revision: 2 });
  await authority.call('RegisterResource', { id: resource, revision: 3 });
  const ceiling = { amountMinor: 1, currency: 'CNY' };
  return {
    id: makeId('man'),
    grantee: otherProvider.id,
    resources: [resource],
    scenarios: ['planning'],
    ceiling,
    ...makePeriodAroundNow(),
  };
}

async function openDispute(): Promise<object> {
  const authorisation = await activate(http.exchange);
  const { trade } = await http.exchange.members.buyer.call('GetAuthorisation', { id: authorisation });
  return { id: makeId('dis'), trade, claim: 'half of it is missing' };
}

/** Makes a client that the gateway holds and that is not registered. */
async function enrolNewcomer(): Promise<{ readonly token: string; readonly id: string; readonly certHash: Hash }> {
  const id = makeId('ptc');
  const member = new Member(http.exchange.network, id, await http.exchange.network.issueIdentity('BuyerMSP', id));
  openWallet(http.config).put(member.credentials);
  member.close();
  const certHash = hashBytes(new X509Certificate(member.credentials.certificate).raw);
  return { id, certHash, token: openIssuer(http.config).issue({ participantId: id, mspId: 'BuyerMSP' }, 600) };
}

/** Returns the method of a client for a transaction. */
function findMethod(name: string, token: string) {
  const transaction: AnyTransaction = transactions[requireName(name)];
  const { noun, verb } = transaction;
  const databund = new Databund({ url: http.url, token });
  const make: unknown = Reflect.get(databund[noun], verb);
  if (typeof make !== 'function') throw new TestError('NO_SUCH_TRANSACTION', `The client has no method ${noun}.${verb}.`);
  return async (command: object) => check(committedForm, await Reflect.apply(make, databund[noun], [command]));
}

describe('creation that is sent again', () => {
  it.each(Object.entries(creations))('returns the existing object if %s is sent again', async (title, { as, command, other }) => {
    const { token, certHash, ...own } = as === 'newcomer' ? await enrolNewcomer() : { token: http.tokens[as], certHash: hashBytes('') };
    const make = findMethod(nameOf(title), token);
    const sent = { ...own, ...(await command(certHash)) };
    const first = await make(sent);
    const again = await make(sent);
    expect(again).toMatchObject({ object: first.object, transactionId: first.transactionId });
    expect([first.blockNumber === undefined, again.blockNumber === undefined]).toEqual([false, true]);
    await expect(make({ ...sent, ...other })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('covers every transaction that can be refused with ALREADY_EXISTS', () => {
    const creating = allTransactions.filter((each) => listCodes(each).includes('ALREADY_EXISTS')).map(({ name }) => name);
    expect([...new Set([...Object.keys(creations).map(nameOf), ...once])].sort()).toEqual(creating.sort());
  });
});

const nameOf = (title: string) => title.split(',')[0] ?? '';
