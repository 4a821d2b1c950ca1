import { createPrivateKey } from 'node:crypto';
import { EndorseError, type Transaction } from '@hyperledger/fabric-gateway';
import {
  ExchangeError,
  findExchangeError,
  nameFunction,
  toCanonicalJson,
  transactions,
  type AnswerOf,
  type CommandOf,
  type TransactionName,
} from '@databund/model';
import { makePriceSlip } from '@databund/client';
import { makeId, type CastName } from '../support/exchange';
import { nameCode } from '../support/gateway-connection';
import { HttpExchange, readCode } from '../support/http-exchange';
import { parseAnswer } from '../support/json';
import { makeContent, publish, makeTerms } from '../support/listings';
import { ProbeClient } from '../support/probe-client';
import { longTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

const conflict = 'MVCC_READ_CONFLICT';
/** The code of a step whose place the first one sealed: by the policy if the endorsers of the second do not satisfy it, else by the conflict. */
const sealed = '^(ENDORSEMENT_POLICY_FAILURE|MVCC_READ_CONFLICT)$';

let http: HttpExchange;
const clients = new Map<CastName, ProbeClient>();
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
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

/** Endorses one transaction against the state at that moment. */
type Call = () => Promise<Transaction>;

function call<N extends TransactionName>(as: CastName, name: N, command: CommandOf<N>, transient?: object): Call {
  const { mspId } = http.exchange.members[as].credentials;
  const options = {
    arguments: [toCanonicalJson(command)],
    ...(transient && { transientData: { transient: toCanonicalJson(transient) }, endorsingOrganizations: [mspId] }),
  };
  return () => clients.get(as)!.contract.newProposal(nameFunction(transactions[name]), options).endorse();
}

/** Orders transactions one after the other, and returns their validation codes when every peer has them. */
async function order(...endorsed: readonly Transaction[]): Promise<string[]> {
  for (const transaction of endorsed) await transaction.submit();
  const { channel } = http.exchange.network.connectionProfile;
  const flagAt = async (peer: ProbeClient, transaction: Transaction) =>
    (await peer.commitOf(channel, transaction.getTransactionId()).getStatus()).code;
  const codes = await Promise.all(
    endorsed.map((transaction) => Promise.all([...clients.values()].map((peer) => flagAt(peer, transaction)))),
  );
  return codes.map(([code]) => nameCode(code!));
}

/** Returns an endorsed transaction, or the code of its refusal. */
async function tryEndorse(endorse: Call): Promise<Transaction | string> {
  try {
    return await endorse();
  } catch (error) {
    if (!(error instanceof EndorseError)) throw error;
    return error.details.map(({ message }) => findExchangeError(message)?.code ?? message).join();
  }
}

/** Returns VALID, or why the transaction is invalid or refused. */
async function tryOrder(endorse: Call): Promise<string> {
  const tried = await tryEndorse(endorse);
  return typeof tried === 'string' ? tried : (await order(tried))[0]!;
}

/** Performs a transaction that leads to a race. */
async function perform<N extends TransactionName>(...given: Parameters<typeof call<N>>): Promise<AnswerOf<N>> {
  const transaction = await call(...given)();
  expect(await order(transaction)).toEqual(['VALID']);
  return parseAnswer(given[1], transaction.getResult());
}

type Read = 'GetAuthorisation' | 'GetTrade' | 'GetDelivery' | 'GetListing';
/** Reads an object as an auditor, or returns the code of the refusal as its state. */
async function read<N extends Read>(name: N, command: CommandOf<N>): Promise<AnswerOf<N> | { readonly state: string }> {
  try {
    return await http.exchange.members.auditor.call(name, command);
  } catch (error) {
    if (error instanceof ExchangeError) return { state: error.code };
    throw error;
  }
}
const readState = async <N extends Read>(name: N, command: CommandOf<N>) => (await read(name, command)).state;

const priced = makeContent({ charge: { basis: 'priced' } });

async function requestAccess(content = makeContent(), count = 2) {
  const { id: listing, version } = await publish(http.exchange, content);
  return perform('buyer', 'RequestAuthorisation', { id: makeId('aut'), listing, version, terms: makeTerms({ count }) });
}

async function grantAccess(content = makeContent(), count = 2) {
  const { id, termsHash, revision } = await requestAccess(content, count);
  for (const judge of ['provider', 'operator'] as const) await perform(judge, 'ApproveAuthorisation', { id, termsHash });
  return { id, termsHash, revision };
}

async function orderTrade(content = makeContent(), count = 2) {
  const authorisation = await grantAccess(content, count);
  const kind = content === priced ? ('sale' as const) : ('free' as const);
  const { id: trade } = await perform('buyer', 'OrderTrade', { id: makeId('trd'), authorisation: authorisation.id, kind });
  return { ...authorisation, trade };
}

async function activateAccess(count = 2) {
  const { id, termsHash, revision, trade } = await orderTrade(makeContent(), count);
  await perform('buyer', 'ActivateAuthorisation', { id, revision, trade });
  return { id, termsHash };
}

/** Orders a trade with the same price on both sides. */
async function agreePrice() {
  const { trade: id } = await orderTrade(priced);
  const { text: slip, hash: amountHash } = makePriceSlip(id, 100, 'CNY');
  for (const side of ['provider', 'buyer'] as const) await perform(side, 'PriceTrade', { id }, { slip });
  return { id, amountHash };
}

/** Makes the second version of a listing, under review. */
async function makeSecondVersion() {
  const { id } = await publish(http.exchange);
  let { revision } = await perform('provider', 'CreateListingVersion', { id, version: 2, content: makeContent() });
  ({ revision } = await perform('provider', 'SubmitListing', { id, version: 2, revision }));
  return { id, version: 2, revision };
}

/** Two calls about one object, and a function that reads the states of the object and its dependants after them. */
type Race = readonly [one: Call, other: Call, states: () => Promise<readonly string[]>];
/** The validation code of the second call, the outcome of its retry, and the states after it. */
type Ending = readonly [flag: string, again: string, ...states: readonly string[]];

interface Contest {
  readonly begin: () => Promise<Race>;
  readonly oneFirst: Ending;
  /** Missing if both calls are alike. */
  readonly otherFirst?: Ending;
}

const openDelivery = (authorisation: string, id = makeId('dlv')) => call('buyer', 'OpenDelivery', { id, authorisation });
const readAuthorisationAnd =
  (id: string, ...others: (() => Promise<string>)[]) =>
  async () => [await readState('GetAuthorisation', { id }), ...(await Promise.all(others.map((other) => other())))];
const readVersions = (id: string) => () => Promise.all([1, 2].map((version) => readState('GetListing', { id, version })));
const readTrade = (id: string) => async () => [await readState('GetTrade', { id })];

const contests: Readonly<Record<string, Contest>> = {
  'a revocation (one) and the opening of a delivery (other)': {
    begin: async () => {
      const { id, termsHash } = await activateAccess();
      const delivery = makeId('dlv');
      const states = readAuthorisationAnd(
        id,
        () => readState('GetDelivery', { id: delivery }),
        () => tryOrder(openDelivery(id)),
      );
      return [call('provider', 'RevokeAuthorisation', { id, termsHash }), openDelivery(id, delivery), states];
    },
    oneFirst: [conflict, 'AUTHORISATION_NOT_ACTIVE', 'REVOKED', 'DELIVERY_NOT_FOUND', 'AUTHORISATION_NOT_ACTIVE'],
    otherFirst: ['VALID', 'ACTION_NOT_ALLOWED', 'REVOKED', 'OPENED', 'AUTHORISATION_NOT_ACTIVE'],
  },
  'a suspension (one) and the activation (other)': {
    begin: async () => {
      const { id, termsHash, revision, trade } = await orderTrade();
      const activate = call('buyer', 'ActivateAuthorisation', { id, revision, trade });
      const states = readAuthorisationAnd(id, () => readState('GetTrade', { id: trade }));
      return [call('provider', 'SuspendAuthorisation', { id, termsHash }), activate, states];
    },
    oneFirst: [conflict, 'ACTION_NOT_ALLOWED', 'SUSPENDED', 'ORDERED'],
    otherFirst: [conflict, 'VALID', 'SUSPENDED', 'AUTHORISED'],
  },
  // Each approval writes its own stance and reads the other, because one participant may fill at most one slot.
  'two approvals': {
    begin: async () => {
      const { id, termsHash } = await requestAccess();
      const approve = (as: CastName) => call(as, 'ApproveAuthorisation', { id, termsHash });
      return [approve('provider'), approve('operator'), readAuthorisationAnd(id)];
    },
    oneFirst: [conflict, 'VALID', 'GRANTED'],
    otherFirst: [conflict, 'VALID', 'GRANTED'],
  },
  'an approval (one) and a rejection (other)': {
    begin: async () => {
      const { id, termsHash } = await requestAccess();
      const reject = call('operator', 'RejectAuthorisation', { id, termsHash });
      return [call('provider', 'ApproveAuthorisation', { id, termsHash }), reject, readAuthorisationAnd(id)];
    },
    oneFirst: [conflict, 'VALID', 'REJECTED'],
    otherFirst: [conflict, 'ACTION_NOT_ALLOWED', 'REJECTED'],
  },
  'two approvals of one version': {
    begin: async () => {
      const version = await makeSecondVersion();
      const approve = () => call('operator', 'ApproveListing', version);
      return [approve(), approve(), readVersions(version.id)];
    },
    oneFirst: [sealed, 'REVISION_CONFLICT', 'SUPERSEDED', 'LISTED'],
  },
  // The delisting reads the next version, because that may supersede this one.
  'an approval (one) and the delisting of the version before (other)': {
    begin: async () => {
      const second = await makeSecondVersion();
      const { id } = second;
      const { revision } = await http.exchange.members.auditor.call('GetListing', { id, version: 1 });
      const delist = call('provider', 'DelistListing', { id, version: 1, revision, reason: { code: 'request' } });
      return [call('operator', 'ApproveListing', second), delist, readVersions(id)];
    },
    oneFirst: [conflict, 'VALID', 'DELISTED', 'LISTED'],
    otherFirst: ['VALID', 'REVISION_CONFLICT', 'DELISTED', 'LISTED'],
  },
  'two drafts of one version': {
    begin: async () => {
      const { id } = await publish(http.exchange);
      const draft = (word: string) =>
        call('provider', 'CreateListingVersion', { id, version: 2, content: makeContent({ keywords: [word] }) });
      return [draft('one'), draft('other'), readVersions(id)];
    },
    oneFirst: [conflict, 'ALREADY_EXISTS', 'LISTED', 'DRAFT'],
  },
  'a change of the price (one) and the funding (other)': {
    begin: async () => {
      const { id, amountHash } = await agreePrice();
      const price = call('provider', 'PriceTrade', { id }, { slip: makePriceSlip(id, 999, 'CNY').text });
      return [price, call('operator', 'FundTrade', { id, amountHash }), readTrade(id)];
    },
    oneFirst: [conflict, 'ACTION_NOT_ALLOWED', 'ORDERED'],
    otherFirst: [conflict, 'ACTION_NOT_ALLOWED', 'FUNDED'],
  },
  'two fundings': {
    begin: async () => {
      const trade = await agreePrice();
      const fund = () => call('operator', 'FundTrade', trade);
      return [fund(), fund(), readTrade(trade.id)];
    },
    oneFirst: [sealed, 'ACTION_NOT_ALLOWED', 'FUNDED'],
  },
  'a funding (one) and the cancellation of the order (other)': {
    begin: async () => {
      const { id, amountHash } = await agreePrice();
      const cancel = call('buyer', 'CancelTrade', { id, revision: 1 });
      return [call('operator', 'FundTrade', { id, amountHash }), cancel, readTrade(id)];
    },
    oneFirst: [conflict, 'ACTION_NOT_ALLOWED', 'FUNDED'],
    otherFirst: [conflict, 'ACTION_NOT_ALLOWED', 'CANCELLED'],
  },
};

describe('two transactions that are endorsed before either is ordered', () => {
  const rows = Object.entries(contests).flatMap(([title, { begin, oneFirst, otherFirst }]) => [
    [title, 'one first', begin, oneFirst] as const,
    ...(otherFirst ? [[title, 'other first', begin, otherFirst] as const] : []),
  ]);

  it.each(rows)('lets the first in order win the race of %s: %s', async (_title, first, begin, [flag, again, ...states]) => {
    const [one, other, readStates] = await begin();
    const [winner, loser] = first === 'one first' ? [one, other] : [other, one];
    const expected: unknown = flag === sealed ? expect.stringMatching(sealed) : flag;
    expect(await order(...(await Promise.all([winner(), loser()])))).toEqual(['VALID', expected]);
    expect(await tryOrder(loser)).toBe(again);
    expect(await readStates()).toEqual(states);
  });
});

describe('race of clients for the slots of an authorisation', () => {
  /** Lets every client try until it has opened a delivery or is refused for good. Each round is endorsed before any of it is ordered. */
  async function race(authorisation: string, clientCount: number): Promise<readonly string[]> {
    const outcomes = Array.from({ length: clientCount }, () => 'nothing');
    const passing = new Set(['nothing', conflict, 'SLOT_BUSY']);
    for (let moves = true; moves;) {
      const waiting = [...outcomes.keys()].filter((client) => passing.has(outcomes[client]!));
      const round = await Promise.all(waiting.map(() => tryEndorse(openDelivery(authorisation))));
      const flags = await order(...round.filter((one) => typeof one !== 'string'));
      for (const [index, one] of round.entries()) outcomes[waiting[index]!] = typeof one === 'string' ? one : flags.shift()!;
      moves = round.some((one) => typeof one !== 'string');
    }
    return outcomes;
  }

  const countUsed = async (id: string) => (await http.exchange.members.buyer.call('GetAuthorisation', { id })).slotsUsed;
  const countOf = (outcomes: readonly string[], word: string) => outcomes.filter((one) => one === word).length;

  it.each([
    [7, 3],
    [3, 3],
    [2, 5],
  ])(
    'opens one delivery per slot for %i clients and %i slots, and refuses the others with AUTHORISATION_EXHAUSTED',
    async (clientCount, slotCount) => {
      const { id } = await activateAccess(slotCount);
      const outcomes = await race(id, clientCount);
      const opened = Math.min(clientCount, slotCount);
      expect([countOf(outcomes, 'VALID'), countOf(outcomes, 'AUTHORISATION_EXHAUSTED')]).toEqual([opened, clientCount - opened]);
      expect(await countUsed(id)).toBe(opened);
    },
  );

  it('opens 34 deliveries for 40 clients and 34 slots, more than one call of OpenDelivery tries', async () => {
    const { id } = await activateAccess(34);
    expect(countOf(await race(id, 40), 'VALID')).toBe(34);
    expect(await countUsed(id)).toBe(34);
  });

  it('opens one delivery per slot through the gateway, which retries by itself', async () => {
    const { id } = await activateAccess(3);
    const open = () => http.call('buyer', 'OpenDelivery', { id: makeId('dlv'), authorisation: id });
    const answers = await Promise.all(Array.from({ length: 8 }, open));
    const outcomes = answers.map(({ status, body }) => (status === 201 ? 'VALID' : readCode(body)));
    expect([countOf(outcomes, 'VALID'), countOf(outcomes, 'AUTHORISATION_EXHAUSTED')]).toEqual([3, 5]);
    expect(await countUsed(id)).toBe(3);
  });
});
