import { allTransactions, codesOf, hashBytes, type AnyTransaction } from '@databund/model';
import { Databund, type Committed } from '@databund/client';
import { openIssuer, openWallet } from '@databund/gateway';
import { Member, newId, type CastName } from '../support/exchange';
import { HttpExchange } from '../support/http-exchange';
import { activate, aroundNow, contentWith, grant, publish, termsWith } from '../support/listings';

jest.setTimeout(120_000);

let http: HttpExchange;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
});
afterAll(() => http.close());

/** Who makes something, by which command, and what would be another request of the same id. The command makes what it stands on. */
interface Making {
  readonly as: CastName | 'newcomer';
  readonly command: () => Promise<object> | object;
  readonly other: object;
}

const application = { name: { en: 'Newcomer', 'zh-Hans': '新来者' }, roles: ['buyer'] };
const resourceContent = { title: { en: 'Bridges' }, description: { en: 'Every bridge.' } };
const another = { content: contentWith({ title: { en: 'Something else' } }) };
const registering = { as: 'newcomer', other: { name: { en: 'Somebody else' } } } as const;
const opening = { as: 'buyer', other: { algorithm: hashBytes('count the rows') } } as const;

const making: Readonly<Record<string, Making>> = {
  RegisterParticipant: { ...registering, command: () => application },
  'RegisterParticipant, no key pinned': { ...registering, command: () => ({ ...application, keyHashes: [] }) },
  'RegisterParticipant, a key pinned': { ...registering, command: () => ({ ...application, keyHashes: [hashBytes('')] }) },
  CreateResource: {
    as: 'provider',
    command: () => ({ id: newId('res'), content: resourceContent }),
    other: { content: { ...resourceContent, title: { en: 'Roads' } } },
  },
  GrantMandate: { as: 'authority', command: grantMandate, other: { scenarios: ['another'] } },
  CreateListing: { as: 'provider', command: () => ({ id: newId('lst'), content: contentWith() }), other: another },
  CreateListingVersion: {
    as: 'provider',
    command: async () => ({ id: (await publish(http.exchange)).id, version: 2, content: contentWith() }),
    other: another,
  },
  RequestAuthorisation: {
    as: 'buyer',
    command: async () => ({ id: newId('aut'), listing: (await publish(http.exchange)).id, version: 1, terms: termsWith() }),
    other: { terms: termsWith({ scenario: 'another' }) },
  },
  OrderTrade: {
    as: 'buyer',
    command: async () => ({ id: newId('trd'), authorisation: (await grant(http.exchange)).id, kind: 'free' }),
    other: { kind: 'sale' },
  },
  OpenDelivery: { ...opening, command: async () => ({ id: newId('dlv'), authorisation: await activate(http.exchange) }) },
  'OpenDelivery, with a hint': {
    ...opening,
    command: async () => ({ id: newId('dlv'), authorisation: await activate(http.exchange), slot: 2 }),
  },
  OpenDispute: { as: 'buyer', command: openDispute, other: { claim: 'another' } },
};

/** What is done once whoever sends it: there is no id of the client’s own, or no route. */
const once = ['FoundExchange', 'ObjectToListing', 'ObjectToResource'];

async function grantMandate(): Promise<object> {
  const { provider, authority, otherProvider } = http.exchange.members;
  const resource = newId('res');
  await provider.call('CreateResource', { id: resource, content: resourceContent });
  await provider.call('SubmitResource', { id: resource, revision: 1 });
  await authority.call('GiveResourceNotice', { id: resource, revision: 2 });
  await authority.call('RegisterResource', { id: resource, revision: 3 });
  const ceiling = { amountMinor: 1, currency: 'CNY' };
  return { id: newId('man'), grantee: otherProvider.id, resources: [resource], scenarios: ['planning'], ceiling, ...aroundNow() };
}

async function openDispute(): Promise<object> {
  const authorisation = await activate(http.exchange);
  const { trade } = await http.exchange.members.buyer.call('GetAuthorisation', { id: authorisation });
  return { id: newId('dis'), trade, claim: 'half of it is missing' };
}

/** A client of somebody whom the gateway holds and the exchange does not know. */
async function newcomer(): Promise<{ readonly token: string; readonly id: string }> {
  const id = newId('ptc');
  const member = new Member(http.exchange.network, id, await http.exchange.network.identityFor('BuyerMSP', id));
  openWallet(http.config).put(member.credentials);
  member.close();
  return { id, token: openIssuer(http.config).issue({ participantId: id, mspId: 'BuyerMSP' }, 600) };
}

/** The method of a client for a transaction. */
function makerOf(name: string, token: string) {
  const { noun, verb } = allTransactions.find((each) => each.name === name) as AnyTransaction;
  const databund = new Databund({ url: http.url, token });
  return (databund[noun] as unknown as Readonly<Record<string, (command: object) => Promise<Committed<object>>>>)[verb]!;
}

describe('a creation that is sent again', () => {
  it.each(Object.entries(making))('%s has succeeded, and is the same object', async (title, { as, command, other }) => {
    const { token, ...own } = as === 'newcomer' ? await newcomer() : { token: http.tokens[as] };
    const make = makerOf(nameOf(title), token);
    const sent = { ...own, ...(await command()) };
    const first = await make(sent);
    const again = await make(sent);
    expect(again).toMatchObject({ object: first.object, transactionId: first.transactionId });
    expect([first.blockNumber === undefined, again.blockNumber === undefined]).toEqual([false, true]);
    await expect(make({ ...sent, ...other })).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
  });

  it('is told of here, whatever it creates', () => {
    const creating = allTransactions.filter(({ checks }) => codesOf(checks).includes('ALREADY_EXISTS')).map(({ name }) => name);
    expect([...new Set([...Object.keys(making).map(nameOf), ...once])].sort()).toEqual(creating.sort());
  });
});

const nameOf = (title: string) => title.split(',')[0] ?? '';
