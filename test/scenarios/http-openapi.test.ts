import { allTransactions, errorsIn, routeOf, type AnyTransaction, type IdKind, type TransactionName } from '@databund/model';
import { cast, newId, type CastName } from '../support/exchange';
import { HttpExchange, type Answer } from '../support/http-exchange';
import { aroundNow, contentWith, publish, termsWith } from '../support/listings';

jest.setTimeout(120_000);

interface Described {
  readonly description: string;
}
interface Operation {
  readonly responses: Readonly<Record<string, { readonly $ref: string }>>;
}
interface Document {
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly responses: Readonly<Record<string, Described>> };
}
/** The objects that are spoken of, by their nouns; of others none is there. */
type Ids = Readonly<Record<string, string>>;

const served = allTransactions.filter(({ name }) => name !== 'FoundExchange');
const everyone = Object.keys(cast) as CastName[];
const hash = { alg: 'sha-256', value: '0'.repeat(64) } as const;

let http: HttpExchange;
let document: Document;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  const { body } = await http.send(undefined, '/v1/openapi.json');
  document = body as Document;
});
afterAll(() => http.close());

/** What each member of an input may be, so that every command has its form. */
function commandOf(transaction: AnyTransaction, ids: Ids): Readonly<Record<string, unknown>> {
  const { required = [] } = transaction.input as { readonly required?: readonly string[] };
  const members: Readonly<Record<string, unknown>> = {
    ...ids,
    id: ids[transaction.noun] ?? absentId(transaction),
    version: 1,
    revision: 1,
    content: contentWith(),
    name: { en: 'Somebody' },
    roles: ['buyer'],
    terms: termsWith(),
    kind: 'free',
    termsHash: hash,
    amountHash: hash,
    hash,
    parameters: { countLimit: 99_999 },
    mspId: 'ProviderMSP',
    grantee: ids.participant,
    resources: [newId('res')],
    scenarios: ['report'],
    ...aroundNow(),
    objector: ids.participant,
    sector: 'robotics',
    title: { en: 'Robotics' },
    requires: ['temporal'],
    opinion: 'favourable',
    grade: 'general',
    outcome: 'resume',
    text: 'Because of this.',
    claim: 'It is so.',
    reason: 'Because <b>so</b>.',
    theme: 'roads',
    adcode: '310115',
    window: 1,
    designation: 1,
    readings: 2,
    root: { alg: 'sha-256-tree', value: '0'.repeat(64) },
    transaction: 'OpenDelivery',
    command: { id: newId('dlv'), authorisation: newId('aut') },
    txId: '0'.repeat(64),
  };
  return Object.fromEntries(required.map((name) => [name, members[name]]));
}

/** An id of the kind that the form asks for. */
function absentId({ input }: AnyTransaction): string {
  const { id } = input.properties as Readonly<Partial<Record<string, { readonly pattern: string }>>>;
  const [, kind = 'lst'] = /^\^(\w{3})-/.exec(id?.pattern ?? '') ?? [];
  return newId(kind as IdKind);
}

/** Every answer is one that the document promises: its status, its code under that status, its object. */
function expectPromised(transaction: AnyTransaction, { status, headers, body }: Answer): void {
  const { method, path } = routeOf(transaction);
  const reference = document.paths[path]?.[method.toLowerCase()]?.responses[String(status)]?.$ref.split('/').at(-1);
  const promised = document.components.responses[reference ?? ''];
  expect([transaction.name, status, promised === undefined ? body : '']).toEqual([transaction.name, status, '']);
  if (status < 400) {
    const object = status === 201 ? (body as { readonly object: unknown }).object : withoutFiles(body);
    expect([transaction.name, errorsIn(transaction.output, object)]).toEqual([transaction.name, []]);
    return;
  }
  expect([transaction.name, status < 500 ? '' : body]).toEqual([transaction.name, '']);
  expect(headers.get('content-type')).toContain('application/problem+json');
  expect(promised?.description.split(', ')).toContain((body as { readonly code: string }).code);
}

/** The answer of the ledger: the gateway adds to each listing whether its files are stored. */
function withoutFiles(answer: unknown): unknown {
  if (typeof answer !== 'object' || answer === null || Array.isArray(answer)) return answer;
  const members = Object.entries(answer).filter(([name]) => name !== 'files');
  return Object.fromEntries(members.map(([name, value]) => [name, name === 'items' ? (value as unknown[]).map(withoutFiles) : value]));
}

async function callAll(ids: Ids): Promise<void> {
  for (const transaction of served) {
    const transient = transaction.kind === 'submit' && transaction.transient ? { slip: '{}' } : undefined;
    const command = commandOf(transaction, ids) as never; // Unlike commands are one another’s only as never.
    const answers = await Promise.all(everyone.map((as) => http.call(as, transaction.name as TransactionName, command, transient)));
    for (const answer of answers) expectPromised(transaction, answer);
  }
}

describe('every transaction, as every participant, answers as the document promises', () => {
  it('of objects that are not there', async () => {
    await callAll({ listing: newId('lst'), authorisation: newId('aut'), trade: newId('trd') });
  });

  it('of objects that are', async () => {
    const { id: listing, version } = await publish(http.exchange);
    const ids = { listing, authorisation: newId('aut'), trade: newId('trd'), delivery: newId('dlv'), dispute: newId('dis') };
    const { object } = await http.call('buyer', 'RequestAuthorisation', { id: ids.authorisation, listing, version, terms: termsWith() });
    for (const as of ['provider', 'operator'] as const)
      await http.call(as, 'ApproveAuthorisation', { id: ids.authorisation, termsHash: object.termsHash });
    await http.call('buyer', 'OrderTrade', { id: ids.trade, authorisation: ids.authorisation, kind: 'free' });
    await http.call('buyer', 'ActivateAuthorisation', { id: ids.authorisation, revision: object.revision, trade: ids.trade });
    expect((await http.call('buyer', 'OpenDelivery', { id: ids.delivery, authorisation: ids.authorisation })).status).toBe(201);
    await callAll({ ...ids, participant: http.exchange.members.otherBuyer.id });
  });
});
