import { addSalt } from '@databund/client';
import { Type, type Static } from '@sinclair/typebox';
import { allTransactions, listErrors, idKinds, routeOf, type AnyTransaction } from '@databund/model';
import { completedOutputs } from '@databund/gateway/internal/delivery/completed-outputs';
import { castNames, makeId } from '../support/cast';
import { listMembers, requireName } from '../support/dynamic-call';
import { check } from '../support/json';
import { HttpExchange, readCode, type Answer } from '../support/http-exchange';
import { makePeriodAroundNow, makeContent, publish, makeTerms } from '../support/listings';
import { longTimeoutMs } from '../support/timeouts';

jest.setTimeout(longTimeoutMs);

const responseForm = Type.Object({ description: Type.String() });
const problemForm = Type.Object({
  schema: Type.Object({ properties: Type.Object({ code: Type.Object({ enum: Type.Array(Type.String()) }) }) }),
});
const refusalForm = Type.Object({ content: Type.Object({ 'application/problem+json': problemForm }) });
const referenceForm = Type.Object({ $ref: Type.String() });
const operationForm = Type.Object({ responses: Type.Record(Type.String(), Type.Union([referenceForm, responseForm])) });
const documentForm = Type.Object({
  paths: Type.Record(Type.String(), Type.Record(Type.String(), operationForm)),
  components: Type.Object({ responses: Type.Record(Type.String(), responseForm) }),
});
const createdForm = Type.Object({ object: Type.Unknown() });
const requiredForm = Type.Object({ required: Type.Optional(Type.Array(Type.String())) });
const idForm = Type.Object({ properties: Type.Object({ id: Type.Object({ pattern: Type.String() }) }) });
/** The ids of existing objects, by noun. */
type Ids = Readonly<Record<string, string>>;

const served = allTransactions.filter(({ name }) => name !== 'FoundExchange');
const hash = { alg: 'sha-256', value: '0'.repeat(64) } as const;

let http: HttpExchange;
let document: Static<typeof documentForm>;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  const { body } = await http.send(undefined, '/v1/openapi.json');
  document = check(documentForm, body);
});
afterAll(() => http.close());

/** The input of a refused transaction, as RecordRefusal takes it. */
const refused = addSalt({ input: { id: makeId('dlv'), authorisation: makeId('aut') } });

/** Makes a command of the form that the transaction declares. */
function makeCommand(transaction: AnyTransaction, ids: Ids): Readonly<Record<string, unknown>> {
  const { required = [] } = check(requiredForm, transaction.input);
  const members: Readonly<Record<string, unknown>> = {
    ...ids,
    id: ids[transaction.noun] ?? makeAbsentId(transaction),
    version: 1,
    revision: 1,
    content: makeContent(),
    name: { en: 'Somebody' },
    roles: ['buyer'],
    terms: makeTerms(),
    kind: 'free',
    termsHash: hash,
    amountHash: hash,
    hash,
    parameters: { countLimit: 99_999 },
    mspId: 'ProviderMSP',
    grantee: ids.participant,
    resources: [makeId('res')],
    scenarios: ['report'],
    ...makePeriodAroundNow(),
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
    inputHash: refused.hash,
    txId: '0'.repeat(64),
  };
  return Object.fromEntries(required.map((name) => [name, members[name]]));
}

/** Makes an id of the kind that the form requires. */
function makeAbsentId({ input }: AnyTransaction): string {
  const pattern = listMembers(input).includes('id') ? check(idForm, input).properties.id.pattern : '';
  return makeId(idKinds.find((kind) => pattern.startsWith(`^${kind}-`)) ?? 'lst');
}

/** Finds what the document says of an answer with this status. */
function findResponse(transaction: AnyTransaction, status: number): Static<typeof responseForm> | undefined {
  const { method, path } = routeOf(transaction);
  const responses = document.paths[path]?.[method.toLowerCase()]?.responses;
  const response = responses?.[String(status)] ?? responses?.['default'];
  return response && '$ref' in response ? document.components.responses[response.$ref.split('/').at(-1) ?? ''] : response;
}

/** Expects an answer that the document describes: its status, its code under that status, and its object. */
function expectPromised(transaction: AnyTransaction, { status, headers, body }: Answer): void {
  const promised = findResponse(transaction, status);
  expect([transaction.name, status, promised === undefined ? body : '']).toEqual([transaction.name, status, '']);
  if (status < 400) {
    const object = status === 201 ? check(createdForm, body).object : body;
    expect([transaction.name, listErrors(completedOutputs[transaction.name] ?? transaction.output, object)]).toEqual([
      transaction.name,
      [],
    ]);
    return;
  }
  expect([transaction.name, status < 500 ? '' : body]).toEqual([transaction.name, '']);
  expect(headers.get('content-type')).toContain('application/problem+json');
  const { schema } = check(refusalForm, promised).content['application/problem+json'];
  expect(schema.properties.code.enum).toContain(readCode(body));
}

const chooseTransient = ({ saltedHash }: { readonly saltedHash?: string }) =>
  saltedHash === undefined ? { slip: '{}' } : refused.transient;

async function callAll(ids: Ids): Promise<void> {
  for (const transaction of served) {
    const transient = transaction.kind === 'submit' && transaction.transient ? chooseTransient(transaction) : undefined;
    const command = makeCommand(transaction, ids);
    const answers = await Promise.all(castNames.map((as) => http.call(as, requireName(transaction.name), command, transient)));
    for (const answer of answers) expectPromised(transaction, answer);
  }
}

describe('answers of every transaction to every participant', () => {
  it('answers as the OpenAPI document describes if the objects do not exist', async () => {
    await callAll({ listing: makeId('lst'), authorisation: makeId('aut'), trade: makeId('trd') });
  });

  it('answers as the OpenAPI document describes if the objects exist', async () => {
    const { id: listing, version } = await publish(http.exchange);
    const ids = { listing, authorisation: makeId('aut'), trade: makeId('trd'), delivery: makeId('dlv'), dispute: makeId('dis') };
    const { object } = await http.call('buyer', 'RequestAuthorisation', { id: ids.authorisation, listing, version, terms: makeTerms() });
    for (const as of ['provider', 'operator'] as const)
      await http.call(as, 'ApproveAuthorisation', { id: ids.authorisation, termsHash: object.termsHash });
    await http.call('buyer', 'OrderTrade', { id: ids.trade, authorisation: ids.authorisation, kind: 'free' });
    await http.call('buyer', 'ActivateAuthorisation', { id: ids.authorisation, revision: object.revision, trade: ids.trade });
    expect((await http.call('buyer', 'OpenDelivery', { id: ids.delivery, authorisation: ids.authorisation })).status).toBe(201);
    await callAll({ ...ids, participant: http.exchange.members.otherBuyer.id });
  });
});
