import { Type } from '@sinclair/typebox';
import { Databund } from '@databund/client';
import { openIssuer, openWallet } from '@databund/gateway';
import { castNames, getMspId, makeId } from '../support/cast';
import { Member } from '../support/exchange';
import { HttpExchange, readCode } from '../support/http-exchange';
import { check } from '../support/json';
import { fund, grant, makeContent, makePeriodAroundNow, publish } from '../support/listings';
import { makeReadTable, secrets, type ReaderName, type ReadObjects, type ReadRow } from '../support/read-table';
import { makeRefusal } from '../support/record-refusal';
import { longTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(longTimeoutMs);

const Document = Type.Object({
  paths: Type.Record(Type.String(), Type.Object({ get: Type.Optional(Type.Object({ operationId: Type.String() })) })),
});
const Claim = Type.Object({ claim: Type.Object({ value: Type.String() }) });
/** All roles; a second arbiter reads what the first one does. */
const readers: readonly ReaderName[] = [...castNames.filter((name) => name !== 'otherArbiter'), 'assessor', 'visitor'];

let http: HttpExchange;
let tokens: Readonly<Record<string, string | undefined>>;
let table: ReturnType<typeof makeReadTable>;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  tokens = { ...http.tokens, assessor: await admitAssessor() };
  table = makeReadTable(await makeObjects());
  await waitForReady(http.url);
});
afterAll(() => http.close());

/** Admits an assessor, and returns its token. */
async function admitAssessor(): Promise<string> {
  const { network, members } = http.exchange;
  const id = makeId('ptc');
  const assessor = new Member(network, id, await network.issueIdentity('RegulatorMSP', id));
  openWallet(http.config).put(assessor.credentials);
  const { revision } = await assessor.call('RegisterParticipant', { id, name: { en: 'assessor' }, roles: ['assessor'] });
  await members.operator.call('AdmitParticipant', { id, revision });
  assessor.close();
  return openIssuer(http.config).issue({ participantId: id, mspId: getMspId('auditor') }, 3_600);
}

async function makeObjects(): Promise<ReadObjects> {
  const { provider, buyer } = http.exchange.members;
  const draft = makeId('lst');
  await provider.call('CreateListing', { id: draft, content: makeContent({ title: { en: secrets.draft } }) });
  const publisher = { name: { en: 'office-of-secrets' } };
  const { id: audience } = await publish(http.exchange, makeContent({ title: { en: secrets.audience }, audience: [buyer.id], publisher }));
  const resource = makeId('res');
  await provider.call('CreateResource', { id: resource, content: { title: { en: secrets.resource }, description: { en: 'Roads' } } });
  const mandate = await grantMandate();
  const standing = await giveStanding();
  const { command, transient } = makeRefusal({ transaction: 'SubmitListing', input: { id: draft, version: 1, revision: 1 } });
  const { body } = await http.call('buyer', 'RecordRefusal', command, transient);
  const { transactionId: refusal, blockNumber: block } = check(
    Type.Object({ transactionId: Type.String(), blockNumber: Type.Integer() }),
    body,
  );
  const { id: webhook } = await new Databund({ url: http.url, token: http.tokens.buyer }).webhooks.create({
    url: 'https://receiver.example/',
  });
  return {
    provider: provider.id,
    buyer: buyer.id,
    draft,
    audience,
    resource,
    mandate,
    standing,
    refusal,
    webhook,
    ...(await sell()),
    checkpoint: String((await http.send(undefined, '/v1/checkpoint')).body).replace(/(?<=\n)\n[^]*$/, ''),
    transaction: refusal,
    block,
    first: `${http.exchange.network.connectionProfile.channel}:0`,
  };
}

async function grantMandate(): Promise<string> {
  const { provider, authority, otherProvider } = http.exchange.members;
  const [resource, id] = [makeId('res'), makeId('man')];
  let { revision } = await provider.call('CreateResource', {
    id: resource,
    content: { title: { en: 'Bridges' }, description: { en: 'All.' } },
  });
  ({ revision } = await provider.call('SubmitResource', { id: resource, revision }));
  ({ revision } = await authority.call('GiveResourceNotice', { id: resource, revision }));
  await authority.call('RegisterResource', { id: resource, revision });
  await authority.call('GrantMandate', {
    id,
    grantee: otherProvider.id,
    resources: [resource],
    scenarios: ['report'],
    ...makePeriodAroundNow(),
  });
  return id;
}

async function giveStanding(): Promise<string> {
  const id = makeId('sta');
  await http.exchange.members.operator.call('GiveStanding', { id, slot: 'operator', free: true, until: makePeriodAroundNow().until });
  return id;
}

/** Sells a listing to the buyer, which opens a delivery and a dispute. */
async function sell(): Promise<Pick<ReadObjects, 'listing' | 'authorisation' | 'trade' | 'delivery' | 'dispute' | 'claim'>> {
  const { buyer, provider } = http.exchange.members;
  const priced = makeContent({ charge: { basis: 'priced' } });
  const { id: authorisation, listing, revision } = await grant(http.exchange, priced, { scenario: secrets.scenario });
  const { trade } = await fund(http.exchange, authorisation);
  await buyer.call('ActivateAuthorisation', { id: authorisation, revision, trade });
  const [delivery, dispute] = [makeId('dlv'), makeId('dis')];
  const opened = await buyer.call('OpenDelivery', { id: delivery, authorisation });
  await provider.call('ServeDelivery', { id: delivery, revision: opened.revision });
  await http.call('buyer', 'OpenDispute', { id: dispute, trade, claim: 'The readings are wrong.' });
  const { claim } = check(Claim, await buyer.call('GetDispute', { id: dispute }));
  return { listing, authorisation, trade, delivery, dispute, claim: claim.value };
}

/** Returns what a reader is answered: whether it is shown the secret, or the code of its refusal. */
async function read(as: ReaderName, { path, secret, isStream }: ReadRow): Promise<string> {
  const controller = new AbortController();
  const token = tokens[as];
  const headers: Record<string, string> = token === undefined ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(http.url + path, { headers, signal: controller.signal });
  const text = response.ok && isStream ? '' : await response.text();
  controller.abort();
  if (secret !== undefined && text.includes(secret)) return `${String(response.status)} with the secret`;
  return response.ok ? String(response.status) : readCode(JSON.parse(text));
}

function expectAnswer(as: ReaderName, row: ReadRow): string {
  const { readers: answered, answer, secret, shown = answered } = row;
  if (!answered.includes(as)) return expectRefusal(as, row);
  if (answer !== undefined) return answer;
  return secret !== undefined && shown.includes(as) ? '200 with the secret' : '200';
}

function expectRefusal(as: ReaderName, { refusal = 'no refusal', others, isOpen }: ReadRow): string {
  if (others?.readers.includes(as)) return others.answer;
  return as === 'visitor' && !isOpen ? 'TOKEN_INVALID' : refusal;
}

describe('every route that reads', () => {
  it('stands in the table, and every row has a route', async () => {
    const { paths } = check(Document, (await http.send(undefined, '/v1/openapi.json')).body);
    const routes = Object.values(paths).flatMap(({ get }) => (get ? [get.operationId] : []));
    expect(Object.keys(table).sort()).toEqual(routes.sort());
  });

  it.each(readers)('answers %s with what is its own, and with nothing of others', async (as) => {
    const rows = Object.entries(table).flatMap(([name, each]) => each.map((row) => [name, row] as const));
    const answers = await Promise.all(rows.map(async ([name, row]) => [name, row.path, await read(as, row)]));
    expect(answers).toEqual(rows.map(([name, row]) => [name, row.path, expectAnswer(as, row)]));
  });
});
