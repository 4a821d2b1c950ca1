import { createPrivateKey } from 'node:crypto';
import { EndorseError, type Transaction } from '@hyperledger/fabric-gateway';
import {
  ExchangeError,
  findExchangeError,
  functionOf,
  toCanonicalJson,
  transactions,
  type AnswerOf,
  type CommandOf,
  type TransactionName,
} from '@databund/model';
import { makePriceSlip } from '@databund/client';
import { newId, type CastName } from '../support/exchange';
import { flagName } from '../support/flag-name';
import { HttpExchange } from '../support/http-exchange';
import { contentWith, publish, termsWith } from '../support/listings';
import { ProbeClient } from '../support/probe-client';

jest.setTimeout(120_000);

const conflict = 'MVCC_READ_CONFLICT';

let http: HttpExchange;
const clients = new Map<CastName, ProbeClient>();
beforeAll(async () => {
  http = await HttpExchange.open();
  const { network, members } = http.exchange;
  for (const name of ['provider', 'buyer', 'operator', 'auditor'] as const) {
    const { mspId, certificate, keyPem } = members[name].credentials;
    const identity = { mspId, certificate: Buffer.from(certificate), privateKey: createPrivateKey(keyPem) };
    clients.set(name, await ProbeClient.connect(network, mspId, { identity }));
  }
});
afterAll(async () => {
  for (const client of clients.values()) client.close();
  await http.close();
});

/** Has one transaction endorsed, upon what stands at that moment. */
type Call = () => Promise<Transaction>;

function call<N extends TransactionName>(as: CastName, name: N, command: CommandOf<N>, transient?: object): Call {
  const { mspId } = http.exchange.members[as].credentials;
  const options = {
    arguments: [toCanonicalJson(command)],
    ...(transient && { transientData: { transient: toCanonicalJson(transient) }, endorsingOrganizations: [mspId] }),
  };
  return () => clients.get(as)!.contract.newProposal(functionOf(transactions[name]), options).endorse();
}

/** Orders what was endorsed, one after the other, and answers how the channel marked each, when every peer knows it. */
async function order(...endorsed: readonly Transaction[]): Promise<string[]> {
  for (const transaction of endorsed) await transaction.submit();
  const { channel } = http.exchange.network.connectionProfile;
  const flagAt = async (peer: ProbeClient, transaction: Transaction) =>
    (await peer.commitOf(channel, transaction.getTransactionId()).getStatus()).code;
  const codes = await Promise.all(
    endorsed.map((transaction) => Promise.all([...clients.values()].map((peer) => flagAt(peer, transaction)))),
  );
  return codes.map(([code]) => flagName(code!));
}

/** A transaction, or the code of its refusal. */
async function endorsedOrRefused(endorse: Call): Promise<Transaction | string> {
  try {
    return await endorse();
  } catch (error) {
    if (!(error instanceof EndorseError)) throw error;
    return error.details.map(({ message }) => findExchangeError(message)?.code ?? message).join();
  }
}

/** VALID, or why not. */
async function outcomeOf(endorse: Call): Promise<string> {
  const tried = await endorsedOrRefused(endorse);
  return typeof tried === 'string' ? tried : (await order(tried))[0]!;
}

/** What leads up to a race. */
async function done<N extends TransactionName>(...given: Parameters<typeof call<N>>): Promise<AnswerOf<N>> {
  const transaction = await call(...given)();
  expect(await order(transaction)).toEqual(['VALID']);
  return JSON.parse(Buffer.from(transaction.getResult()).toString()) as AnswerOf<N>;
}

type Read = 'GetAuthorisation' | 'GetTrade' | 'GetDelivery' | 'GetListing';
/** An object as an auditor reads it; in its place, why it is not there. */
async function read<N extends Read>(name: N, command: CommandOf<N>): Promise<AnswerOf<N> | { readonly state: string }> {
  try {
    return await http.exchange.members.auditor.call(name, command);
  } catch (error) {
    if (error instanceof ExchangeError) return { state: error.code };
    throw error;
  }
}
const stateOf = async <N extends Read>(name: N, command: CommandOf<N>) => (await read(name, command)).state;

const priced = contentWith({ charge: { basis: 'priced' } });

async function requested(content = contentWith(), count = 2) {
  const { id: listing, version } = await publish(http.exchange, content);
  return done('buyer', 'RequestAuthorisation', { id: newId('aut'), listing, version, terms: termsWith({ count }) });
}

async function granted(content = contentWith(), count = 2) {
  const { id, termsHash, revision } = await requested(content, count);
  for (const judge of ['provider', 'operator'] as const) await done(judge, 'ApproveAuthorisation', { id, termsHash });
  return { id, termsHash, revision };
}

async function ordered(content = contentWith(), count = 2) {
  const authorisation = await granted(content, count);
  const kind = content === priced ? ('sale' as const) : ('free' as const);
  const { id: trade } = await done('buyer', 'OrderTrade', { id: newId('trd'), authorisation: authorisation.id, kind });
  return { ...authorisation, trade };
}

async function active(count = 2) {
  const { id, termsHash, revision, trade } = await ordered(contentWith(), count);
  await done('buyer', 'ActivateAuthorisation', { id, revision, trade });
  return { id, termsHash };
}

/** A trade whose sides agree on a price. */
async function agreed() {
  const { trade: id } = await ordered(priced);
  const { text: slip, hash: amountHash } = makePriceSlip(id, 100, 'CNY');
  for (const side of ['provider', 'buyer'] as const) await done(side, 'PriceTrade', { id }, { slip });
  return { id, amountHash };
}

/** The second version of a listing, at the end of its notice. */
async function secondInNotice() {
  const { id } = await publish(http.exchange);
  let { revision } = await done('provider', 'CreateListingVersion', { id, version: 2, content: contentWith() });
  ({ revision } = await done('provider', 'SubmitListing', { id, version: 2, revision }));
  ({ revision } = await done('operator', 'ApproveListing', { id, version: 2, revision }));
  return { id, version: 2, revision };
}

/** Two calls upon one object, and in which states it and what depends on it are after them. */
type Race = readonly [one: Call, other: Call, states: () => Promise<readonly string[]>];
/** How the second of two ends, what it is told when it tries again, and the states then. */
type Ending = readonly [flag: string, again: string, ...states: readonly string[]];

interface Contest {
  readonly begin: () => Promise<Race>;
  readonly oneFirst: Ending;
  /** Left out where both calls are alike. */
  readonly otherFirst?: Ending;
}

const opening = (authorisation: string, id = newId('dlv')) => call('buyer', 'OpenDelivery', { id, authorisation });
const authorisationAnd =
  (id: string, ...others: (() => Promise<string>)[]) =>
  async () => [await stateOf('GetAuthorisation', { id }), ...(await Promise.all(others.map((other) => other())))];
const versions = (id: string) => () => Promise.all([1, 2].map((version) => stateOf('GetListing', { id, version })));
const tradeOf = (id: string) => async () => [await stateOf('GetTrade', { id })];

const contests: Readonly<Record<string, Contest>> = {
  'a revocation (one) and the opening of a delivery (other)': {
    begin: async () => {
      const { id, termsHash } = await active();
      const delivery = newId('dlv');
      const states = authorisationAnd(
        id,
        () => stateOf('GetDelivery', { id: delivery }),
        () => outcomeOf(opening(id)),
      );
      return [call('provider', 'RevokeAuthorisation', { id, termsHash }), opening(id, delivery), states];
    },
    oneFirst: [conflict, 'AUTHORISATION_NOT_ACTIVE', 'REVOKED', 'DELIVERY_NOT_FOUND', 'AUTHORISATION_NOT_ACTIVE'],
    otherFirst: ['VALID', 'ACTION_NOT_ALLOWED', 'REVOKED', 'OPENED', 'AUTHORISATION_NOT_ACTIVE'],
  },
  'a suspension (one) and the activation (other)': {
    begin: async () => {
      const { id, termsHash, revision, trade } = await ordered();
      const activate = call('buyer', 'ActivateAuthorisation', { id, revision, trade });
      const states = authorisationAnd(id, () => stateOf('GetTrade', { id: trade }));
      return [call('provider', 'SuspendAuthorisation', { id, termsHash }), activate, states];
    },
    oneFirst: [conflict, 'ACTION_NOT_ALLOWED', 'SUSPENDED', 'ORDERED'],
    otherFirst: [conflict, 'VALID', 'SUSPENDED', 'AUTHORISED'],
  },
  // Each writes its own stance and reads the other’s, for one participant fills at most one slot.
  'two approvals': {
    begin: async () => {
      const { id, termsHash } = await requested();
      const approve = (as: CastName) => call(as, 'ApproveAuthorisation', { id, termsHash });
      return [approve('provider'), approve('operator'), authorisationAnd(id)];
    },
    oneFirst: [conflict, 'VALID', 'GRANTED'],
    otherFirst: [conflict, 'VALID', 'GRANTED'],
  },
  'an approval (one) and a rejection (other)': {
    begin: async () => {
      const { id, termsHash } = await requested();
      const reject = call('operator', 'RejectAuthorisation', { id, termsHash });
      return [call('provider', 'ApproveAuthorisation', { id, termsHash }), reject, authorisationAnd(id)];
    },
    oneFirst: [conflict, 'VALID', 'REJECTED'],
    otherFirst: [conflict, 'ACTION_NOT_ALLOWED', 'REJECTED'],
  },
  'two supersedes by one version': {
    begin: async () => {
      const version = await secondInNotice();
      const end = () => call('operator', 'EndListingNotice', version);
      return [end(), end(), versions(version.id)];
    },
    oneFirst: [conflict, 'REVISION_CONFLICT', 'SUPERSEDED', 'LISTED'],
  },
  'a supersede (one) and the delisting of the version before (other)': {
    begin: async () => {
      const second = await secondInNotice();
      const { id } = second;
      const { revision } = await http.exchange.members.auditor.call('GetListing', { id, version: 1 });
      const delist = call('provider', 'DelistListing', { id, version: 1, revision, reason: 'withdrawn' });
      return [call('operator', 'EndListingNotice', second), delist, versions(id)];
    },
    oneFirst: [conflict, 'REVISION_CONFLICT', 'SUPERSEDED', 'LISTED'],
    otherFirst: [conflict, 'VALID', 'DELISTED', 'LISTED'],
  },
  'two drafts of one version': {
    begin: async () => {
      const { id } = await publish(http.exchange);
      const draft = (word: string) =>
        call('provider', 'CreateListingVersion', { id, version: 2, content: contentWith({ keywords: [word] }) });
      return [draft('one'), draft('other'), versions(id)];
    },
    oneFirst: [conflict, 'ALREADY_EXISTS', 'LISTED', 'DRAFT'],
  },
  'a change of the price (one) and the funding (other)': {
    begin: async () => {
      const { id, amountHash } = await agreed();
      const price = call('provider', 'PriceTrade', { id }, { slip: makePriceSlip(id, 999, 'CNY').text });
      return [price, call('operator', 'FundTrade', { id, amountHash }), tradeOf(id)];
    },
    oneFirst: [conflict, 'ACTION_NOT_ALLOWED', 'ORDERED'],
    otherFirst: [conflict, 'ACTION_NOT_ALLOWED', 'FUNDED'],
  },
  'two fundings': {
    begin: async () => {
      const trade = await agreed();
      const fund = () => call('operator', 'FundTrade', trade);
      return [fund(), fund(), tradeOf(trade.id)];
    },
    oneFirst: [conflict, 'ACTION_NOT_ALLOWED', 'FUNDED'],
  },
  'a funding (one) and the calling off of the order (other)': {
    begin: async () => {
      const { id, amountHash } = await agreed();
      const cancel = call('buyer', 'CancelTrade', { id, revision: 1 });
      return [call('operator', 'FundTrade', { id, amountHash }), cancel, tradeOf(id)];
    },
    oneFirst: [conflict, 'ACTION_NOT_ALLOWED', 'FUNDED'],
    otherFirst: [conflict, 'ACTION_NOT_ALLOWED', 'CANCELLED'],
  },
};

describe('of two transactions endorsed before either is ordered, the order decides:', () => {
  const rows = Object.entries(contests).flatMap(([title, { begin, oneFirst, otherFirst }]) => [
    [title, 'one first', begin, oneFirst] as const,
    ...(otherFirst ? [[title, 'other first', begin, otherFirst] as const] : []),
  ]);

  it.each(rows)('%s, %s', async (_title, first, begin, [flag, again, ...states]) => {
    const [one, other, readStates] = await begin();
    const [winner, loser] = first === 'one first' ? [one, other] : [other, one];
    expect(await order(...(await Promise.all([winner(), loser()])))).toEqual(['VALID', flag]);
    expect(await outcomeOf(loser)).toBe(again);
    expect(await readStates()).toEqual(states);
  });
});

describe('of N clients for n slots exactly the lesser number open a delivery', () => {
  /** Every client tries until it has opened or is refused for good; each round is endorsed whole before any of it is ordered. */
  async function race(authorisation: string, clientCount: number): Promise<readonly string[]> {
    const told = Array.from({ length: clientCount }, () => 'nothing');
    const passing = new Set(['nothing', conflict, 'SLOT_BUSY']);
    for (let moves = true; moves;) {
      const waiting = [...told.keys()].filter((client) => passing.has(told[client]!));
      const round = await Promise.all(waiting.map(() => endorsedOrRefused(opening(authorisation))));
      const flags = await order(...round.filter((one) => typeof one !== 'string'));
      for (const [index, one] of round.entries()) told[waiting[index]!] = typeof one === 'string' ? one : flags.shift()!;
      moves = round.some((one) => typeof one !== 'string');
    }
    return told;
  }

  const used = async (id: string) => (await http.exchange.members.buyer.call('GetAuthorisation', { id })).slotsUsed;
  const countOf = (told: readonly string[], word: string) => told.filter((one) => one === word).length;

  it.each([
    [7, 3],
    [3, 3],
    [2, 5],
  ])('%i clients for %i slots; the others are told AUTHORISATION_EXHAUSTED', async (clientCount, slotCount) => {
    const { id } = await active(slotCount);
    const told = await race(id, clientCount);
    const opened = Math.min(clientCount, slotCount);
    expect([countOf(told, 'VALID'), countOf(told, 'AUTHORISATION_EXHAUSTED')]).toEqual([opened, clientCount - opened]);
    expect(await used(id)).toBe(opened);
  });

  it('40 clients for 34 slots, more than one opening tries', async () => {
    const { id } = await active(34);
    expect(countOf(await race(id, 40), 'VALID')).toBe(34);
    expect(await used(id)).toBe(34);
  });

  it('the same through the gateway, which tries again by itself', async () => {
    const { id } = await active(3);
    const open = () => http.call('buyer', 'OpenDelivery', { id: newId('dlv'), authorisation: id });
    const answers = await Promise.all(Array.from({ length: 8 }, open));
    const told = answers.map(({ status, body }) => (status === 201 ? 'VALID' : (body as { code: string }).code));
    expect([countOf(told, 'VALID'), countOf(told, 'AUTHORISATION_EXHAUSTED')]).toEqual([3, 5]);
    expect(await used(id)).toBe(3);
  });
});
