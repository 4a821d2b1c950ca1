import { Databund, type HistoryKind, type Timeline, type TimelineEntry } from '@databund/client';
import { hashBytes } from '@databund/model';
import { castNames, getMspId, makeId, type CastName } from '../support/cast';
import { HttpExchange, readCode } from '../support/http-exchange';
import { bytes, fund, makeContent, makeTerms, publish } from '../support/listings';
import { networkTimeoutMs } from '../support/timeouts';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

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
  readonly authorisation: string;
  readonly otherAuthorisation: string;
  readonly trade: string;
  readonly delivery: string;
  readonly dispute: string;
}

/** Tells a sale with a dispute, beside a request of another buyer for the same listing. */
async function tellStory(): Promise<Story> {
  const { exchange } = http;
  const { buyer, otherBuyer, provider, operator } = exchange.members;
  const { id: listing, version } = await publish(exchange, makeContent({ charge: { basis: 'priced' } }));
  const authorisation = makeId('aut');
  const { termsHash, revision } = await buyer.call('RequestAuthorisation', { id: authorisation, listing, version, terms: makeTerms() });
  await provider.call('ApproveAuthorisation', { id: authorisation, termsHash });
  await operator.call('ApproveAuthorisation', { id: authorisation, termsHash });
  const { trade } = await fund(exchange, authorisation);
  await buyer.call('ActivateAuthorisation', { id: authorisation, revision, trade });
  const delivery = makeId('dlv');
  const opened = await buyer.call('OpenDelivery', { id: delivery, authorisation });
  const serving = await provider.call('ServeDelivery', { id: delivery, revision: opened.revision });
  const sent = await provider.call('SendDelivery', { id: delivery, revision: serving.revision });
  await buyer.call('AcknowledgeDelivery', { id: delivery, revision: sent.revision, hash: hashBytes(bytes) });
  const otherAuthorisation = makeId('aut');
  await otherBuyer.call('RequestAuthorisation', { id: otherAuthorisation, listing, version, terms: makeTerms() });
  const reason = { code: 'legal' as const, text: 'The licence forbids it.' };
  await http.call('provider', 'RejectAuthorisation', { id: otherAuthorisation, termsHash: await readTerms(otherAuthorisation), reason });
  const dispute = makeId('dis');
  await http.call('buyer', 'OpenDispute', { id: dispute, trade, claim: 'The readings are wrong.' });
  return { listing, authorisation, otherAuthorisation, trade, delivery, dispute };
}

async function readTerms(id: string) {
  return (await http.exchange.members.provider.call('GetAuthorisation', { id })).termsHash;
}

const connect = (as: CastName) => new Databund({ url: http.url, token: http.tokens[as] });

async function read(as: CastName, kind: HistoryKind, id: string): Promise<readonly TimelineEntry[]> {
  const entries: TimelineEntry[] = [];
  for await (const entry of connect(as).findSteps(kind, id)) entries.push(entry);
  return entries;
}

/** The steps on the listing, of the sale and of the dispute, as the story took them. */
const listingSteps = ['provider CreateListing', 'provider SubmitListing', 'operator ApproveListing'];
const requestSteps = ['buyer RequestAuthorisation', 'provider ApproveAuthorisation', 'operator ApproveAuthorisation'];
const saleSteps = [
  'buyer OrderTrade',
  'provider PriceTrade',
  'buyer PriceTrade',
  'operator FundTrade',
  'buyer ActivateAuthorisation',
  'buyer ActivateAuthorisation',
  'buyer OpenDelivery',
  'provider ServeDelivery',
  'provider ServeDelivery',
  'provider SendDelivery',
  'buyer AcknowledgeDelivery',
  'buyer AcknowledgeDelivery',
];
const disputeSteps = ['buyer OpenDispute', 'buyer OpenDispute'];

/** Returns who took which step, one after another. */
function listSteps(entries: readonly TimelineEntry[]): readonly string[] {
  const { operator } = http.exchange.members;
  return entries.map(({ actor, step }) => `${actor.id === operator.id ? 'operator' : String(actor.name)} ${step}`);
}

describe('a history', () => {
  it('tells a sale from its listing to its dispute, to its parties and those who oversee', async () => {
    const whole = [...listingSteps, ...requestSteps, ...saleSteps, ...disputeSteps];
    for (const as of ['provider', 'operator', 'authority', 'auditor'] as const)
      expect([as, listSteps(await read(as, 'trade', story.trade))]).toEqual([as, whole]);
    expect(listSteps(await read('buyer', 'trade', story.trade))).toEqual(['operator ApproveListing', ...whole.slice(3)]);
  });

  it('shows one line for a step on two objects, and the objects of all kinds', async () => {
    const entries = await read('auditor', 'listing', story.listing);
    const kinds = new Set(entries.map(({ object }) => `${object.kind} ${object.id}`));
    expect(kinds).toEqual(
      new Set([
        `listing ${story.listing}`,
        `authorisation ${story.authorisation}`,
        `authorisation ${story.otherAuthorisation}`,
        `trade ${story.trade}`,
        `delivery ${story.delivery}`,
        `dispute ${story.dispute}`,
      ]),
    );
    const blocks = entries.map(({ block }) => block);
    expect(blocks).toEqual(blocks.toSorted((one, other) => one - other));
  });

  it('names for each step its actor, its organisations, its block and transaction', async () => {
    const { provider } = http.exchange.members;
    const [created] = await read('provider', 'listing', story.listing);
    const { change } = await provider.call('GetListing', { id: story.listing });
    expect(created).toMatchObject({
      step: 'CreateListing',
      flag: 'VALID',
      actor: { id: provider.id, name: 'provider' },
      organisation: getMspId('provider'),
      object: { kind: 'listing', id: story.listing, version: 1 },
    });
    const { items } = await provider.call('GetListingHistory', { id: story.listing });
    expect(created?.transactionId).toBe(items[0]?.txId);
    expect(created?.endorsers).toContain('ExchangeMSP');
    expect(change.action).toBe('approve');
  });

  it('shows the state first, then what else changed, and hashes last', async () => {
    const entries = await read('provider', 'trade', story.trade);
    const listChanges = (step: string, kind: HistoryKind) =>
      entries.find((entry) => entry.step === step && entry.object.kind === kind)?.changes ?? [];
    const [first, ...others] = listChanges('FundTrade', 'trade');
    expect(first).toEqual({ member: 'state', before: 'PRICED', after: 'FUNDED' });
    expect(others.at(-1)?.member).toBe('amountHash');
    expect(listChanges('ServeDelivery', 'delivery')[0]).toEqual({ member: 'state', before: 'OPENED', after: 'SERVING' });
    const priced = listChanges('PriceTrade', 'trade');
    expect(priced).toEqual([{ member: 'prices.provider', after: expect.objectContaining({ alg: 'sha-256' }) as unknown }]);
  });

  it('gives the code of a reason before the hash of its words', async () => {
    const rejected = (await read('otherBuyer', 'authorisation', story.otherAuthorisation)).at(-1);
    expect(rejected).toMatchObject({ step: 'RejectAuthorisation', reason: { code: 'legal', hash: { alg: 'sha-256' } } });
    expect(rejected?.changes[0]).toEqual({ member: 'state', before: 'REQUESTED', after: 'REJECTED' });
  });

  it('leaves out what others did on a listing that a caller sees', async () => {
    const listIds = async (as: CastName) => new Set((await read(as, 'listing', story.listing)).map(({ object }) => object.id));
    expect(await listIds('otherBuyer')).toEqual(new Set([story.listing, story.otherAuthorisation]));
    expect(await listIds('otherProvider')).toEqual(new Set([story.listing]));
    expect(await listIds('buyer')).toEqual(new Set([story.listing, story.authorisation, story.trade, story.delivery, story.dispute]));
  });

  it.each(castNames)('shows %s only objects that the model shows it', async (as) => {
    const paths = { listing: 'listings', authorisation: 'authorisations', trade: 'trades', delivery: 'deliveries', dispute: 'disputes' };
    for (const [kind, plural] of Object.entries(paths)) {
      const id = story[kind as keyof typeof paths];
      const seen = await http.send(as, `/v1/${plural}/${id}`);
      const history = await http.send(as, `/v1/history/${kind}/${id}`);
      expect([kind, history.status]).toEqual([kind, seen.status]);
      if (seen.status === 404) expect(readCode(history.body)).toBe(readCode(seen.body));
      const shown = history.status === 200 ? (history.body as Timeline).items : [];
      for (const { object } of shown) {
        const path = `/v1/${paths[object.kind as keyof typeof paths]}/${object.id}`;
        expect([path, (await http.send(as, path)).status]).toEqual([path, 200]);
      }
    }
  });

  it('pages through one height while blocks arrive, with hidden steps in between', async () => {
    const { provider } = http.exchange.members;
    for (const as of ['auditor', 'otherBuyer', 'otherProvider'] as const) {
      const whole = await read(as, 'listing', story.listing);
      const paged: TimelineEntry[] = [];
      for await (const entry of connect(as).findSteps('listing', story.listing, { limit: 1 })) {
        await provider.call('CreateListing', { id: makeId('lst'), content: makeContent() });
        paged.push(entry);
      }
      expect([as, paged]).toEqual([as, whole]);
    }
  });

  it('ends at a height that is asked for', async () => {
    const whole = await read('auditor', 'trade', story.trade);
    const funded = whole.findIndex(({ step }) => step === 'FundTrade');
    const { items } = await connect('auditor').history('trade', story.trade, { at: String(whole[funded]?.block) });
    expect(items).toEqual(whole.slice(0, funded + 1));
  });

  it('tells the steps of a participant', async () => {
    const { provider } = http.exchange.members;
    const entries = await read('otherBuyer', 'participant', provider.id);
    expect(listSteps(entries)).toEqual(['provider RegisterParticipant', 'operator AdmitParticipant']);
  });

  it.each([
    ['film/lst-1', 400, 'INPUT_INVALID'],
    ['listing/lst-1', 400, 'INPUT_INVALID'],
    [`listing/${makeId('lst')}`, 404, 'LISTING_NOT_FOUND'],
    [`trade/${makeId('trd')}?since=2026`, 400, 'INPUT_INVALID'],
    [`mandate/${makeId('man')}`, 404, 'MANDATE_NOT_FOUND'],
  ])('answers a problem to %s', async (path, status, code) => {
    const answer = await http.send('auditor', `/v1/history/${path}`);
    expect([answer.status, readCode(answer.body)]).toEqual([status, code]);
  });

  it('answers a problem to a cursor of another object, and to a visitor', async () => {
    const { next } = await connect('auditor').history('listing', story.listing, { limit: 1 });
    const { status, body } = await http.send('auditor', `/v1/history/trade/${story.trade}?cursor=${String(next)}`);
    expect([status, readCode(body)]).toEqual([400, 'CURSOR_INVALID']);
    expect((await http.send(undefined, `/v1/history/trade/${story.trade}`)).status).toBe(401);
  });
});
