import { dirname, join } from 'node:path';
import { Databund, type EventReset, type EventsRequest, type StreamedEvent } from '@databund/client';
import { openIssuer } from '@databund/gateway';
import { getMspId, makeId, type CastName } from '../support/cast';
import { HttpExchange, readCode } from '../support/http-exchange';
import { fund, grant, makeContent, publish } from '../support/listings';
import { NodeProcess } from '../support/node-process';
import { networkTimeoutMs } from '../support/timeouts';
import { makeRefusal } from '../support/record-refusal';
import { waitForReady } from '../support/wait-for-ready';

jest.setTimeout(networkTimeoutMs);

const databund = join(dirname(require.resolve('@databund/cli/package.json')), 'bin', 'databund.js');

type Sent = StreamedEvent | EventReset;

let http: HttpExchange;
/** An id of the ledger's first block, after which a stream has all events. */
let oldest: string;
beforeAll(async () => {
  http = await HttpExchange.open();
  await http.storeBytes();
  oldest = `${http.exchange.network.connectionProfile.channel}:0`;
});

function connect(as: CastName, token = http.tokens[as]): Databund {
  return new Databund({ url: http.url, token });
}

let marks = 0;

/** Makes an event that everybody may see. */
async function mark(): Promise<string> {
  const sector = `mark-${String((marks += 1))}`;
  await http.exchange.members.operator.call('SetPreset', { sector, title: { en: sector }, requires: [] });
  return sector;
}

/** Opens a stream from the next block on, and returns it with the id of its first event. */
async function openLive(as: CastName): Promise<readonly [AsyncGenerator<Sent>, string]> {
  const stream = connect(as).events();
  let first: string | undefined;
  void stream.next().then(({ value }: IteratorResult<Sent, void>) => (first = value?.id ?? ''));
  while (first === undefined) await mark(); // The stream may not be open yet.
  return [stream, first];
}

/** Takes events until one is about a sector, which is left out. */
async function takeUntil(sector: string, events: AsyncIterable<Sent>): Promise<readonly Sent[]> {
  const taken: Sent[] = [];
  for await (const event of events) {
    if (event.kind === 'exchange' && event.ids['sector'] === sector) break;
    taken.push(event);
  }
  return taken;
}

/** Returns the events after an id, as a participant sees them now. */
async function replay(as: CastName, request: EventsRequest = {}): Promise<readonly StreamedEvent[]> {
  const kind = request.kind && [...request.kind, 'exchange' as const];
  const sector = await mark();
  const sent = await takeUntil(sector, connect(as).events({ after: oldest, ...request, ...(kind && { kind }) }));
  return sent.filter((event): event is StreamedEvent => event.kind !== 'reset' && event.kind !== 'exchange');
}

function listTypes(events: readonly Sent[]): readonly string[] {
  return events.map((event) => (event.kind === 'reset' ? 'reset' : event.type));
}

describe('a stream of events', () => {
  it('sends events in the order of the ledger, live and again', async () => {
    const [stream, after] = await openLive('provider');
    const { id } = await publish(http.exchange);
    const sector = await mark();
    const taken = await takeUntil(sector, stream);
    expect(listTypes(taken).slice(-3)).toEqual(['ListingCreated', 'ListingSubmitted', 'ListingApproved']);
    expect(await takeUntil(sector, connect('provider').events({ after }))).toEqual(taken);
    expect(taken.at(-1)).toMatchObject({ kind: 'listing', type: 'ListingApproved', ids: { id, version: 1 } });
    expect(taken.at(-1)?.id).toMatch(new RegExp(`^${http.exchange.network.connectionProfile.channel}:\\d+:\\d+:0$`));
  });

  it('goes on after any event that it sent', async () => {
    const all = await replay('provider');
    for (const at of [0, 1, all.length - 2])
      expect((await replay('provider', { after: all[at]?.id ?? '' })).map(({ id }) => id)).toEqual(all.slice(at + 1).map(({ id }) => id));
  });

  it('sends what its filters name', async () => {
    const { id } = await publish(http.exchange);
    await publish(http.exchange);
    expect(listTypes(await replay('provider', { kind: ['listing'], event: ['ListingApproved', 'PresetSet'] }))).toEqual([
      'ListingApproved',
      'ListingApproved',
      'ListingApproved',
    ]);
    const { body } = await http.send('buyer', '/v1/events?kind=lists');
    expect(body).toMatchObject({ code: 'INPUT_INVALID', details: { errors: [{ path: '/kind/0', reason: /listing/ }] } });
    const own = connect('provider').events({ after: oldest, id: [id] });
    const types = [];
    for await (const event of own) if (types.push(event) === 3) break;
    expect(listTypes(types)).toEqual(['ListingCreated', 'ListingSubmitted', 'ListingApproved']);
  });

  it.each([
    ['/v1/events?sort=newest', /expected one of after, kind, id, event/],
    ['/v1/events?kind=lists', /exchange, participant, resource/],
    ['/v1/events?event=Nothing', /ExchangeFounded/],
    ['/v1/events?after=yesterday', /channel:block/],
  ])('refuses %s, and names what is allowed', async (path, reason) => {
    const { status, body } = await http.send('buyer', path);
    expect([status, readCode(body)]).toEqual([400, 'INPUT_INVALID']);
    expect(JSON.stringify(body)).toMatch(reason);
  });

  it('tells strangers nothing of a private trade', async () => {
    const { id } = await grant(http.exchange, makeContent({ charge: { basis: 'priced' } }));
    const { trade } = await fund(http.exchange, id);
    const kind = ['authorisation', 'trade'] as const;
    const seen = await replay('buyer', { kind: [...kind] });
    expect(listTypes(seen)).toEqual([
      'AuthorisationRequested',
      'AuthorisationApproved',
      'AuthorisationApproved',
      'TradeOrdered',
      'TradePriced',
      'TradePriced',
      'TradeFunded',
    ]);
    expect(seen.at(-1)?.ids).toEqual({ id: trade });
    for (const as of ['provider', 'operator', 'auditor'] as const) expect(await replay(as, { kind: [...kind] })).toEqual(seen);
    for (const as of ['otherBuyer', 'otherProvider'] as const) expect(await replay(as, { kind: [...kind] })).toEqual([]);
  });

  it('tells nobody else of a draft', async () => {
    const id = makeId('lst');
    await http.exchange.members.provider.call('CreateListing', { id, content: makeContent() });
    const countSeen = async (as: CastName) => (await replay(as, { kind: ['listing'] })).filter(({ ids }) => ids['id'] === id).length;
    expect([await countSeen('provider'), await countSeen('buyer'), await countSeen('otherProvider')]).toEqual([1, 0, 0]);
  });

  it('tells a recorded refusal to its participant and to those who oversee', async () => {
    const before = await replay('otherProvider', { kind: ['refusal'] });
    const input = { id: makeId('lst'), version: 1, revision: 1 };
    const { command, transient } = makeRefusal({ transaction: 'SubmitListing', input });
    await http.call('otherProvider', 'RecordRefusal', command, transient);
    const after = await replay('otherProvider', { kind: ['refusal'] });
    expect([before.length, listTypes(after)]).toEqual([0, ['RefusalRecorded']]);
    expect(await replay('operator', { kind: ['refusal'] })).toEqual(after);
    expect(await replay('buyer', { kind: ['refusal'] })).toEqual([]);
  });

  it.each([
    ['another channel', 'elsewhere:1:0:0'],
    ['a block that is not there yet', 'CHANNEL:999999:0:0'],
    ['a transaction that is not there', 'CHANNEL:1:999:0'],
    ['an event that is not there', 'CHANNEL:3:0:999'],
  ])('begins again with a reset after an id of %s', async (_, id) => {
    const height = await waitForReady(http.url);
    const after = id.replace('CHANNEL', http.exchange.network.connectionProfile.channel);
    const sector = await mark();
    const [reset, ...rest] = await takeUntil(sector, connect('provider').events({ after }));
    expect(reset).toMatchObject({ kind: 'reset', id: oldest, oldest: 0 });
    expect(reset?.kind === 'reset' && reset.newest).toBeGreaterThanOrEqual(height - 1);
    expect(rest).toEqual(await takeUntil(sector, connect('provider').events({ after: oldest })));
  });

  it('asks no cache and no proxy to keep it', async () => {
    const controller = new AbortController();
    const headers = { authorization: `Bearer ${http.tokens.buyer}`, 'last-event-id': oldest };
    const response = await fetch(`${http.url}/v1/events`, { headers, signal: controller.signal });
    const shown = ['content-type', 'cache-control', 'x-accel-buffering'].map((name) => response.headers.get(name));
    expect(shown).toEqual(['text/event-stream', 'no-store', 'no']);
    controller.abort();
    expect((await http.send('buyer', '/v1/events', { method: 'HEAD' })).status).toBe(200);
    expect((await http.send(undefined, '/v1/events')).status).toBe(401);
  });

  it('ends when the token expires', async () => {
    const { id: participantId } = http.exchange.members.buyer;
    const token = openIssuer(http.config).issue({ participantId, mspId: getMspId('buyer') }, 1);
    const ended = takeUntil('never', connect('buyer', token).events()).catch((error: unknown) => error);
    let result: unknown;
    void ended.then((error) => (result = error));
    while (result === undefined) await mark();
    expect(result).toMatchObject({ code: 'TOKEN_INVALID' });
  });

  it('ends when the participant is suspended', async () => {
    const { operator, otherBuyer } = http.exchange.members;
    const { revision } = await operator.call('GetParticipant', { id: otherBuyer.id });
    const [stream] = await openLive('otherBuyer');
    const ended = takeUntil('never', stream).catch((error: unknown) => error);
    await operator.call('SuspendParticipant', { id: otherBuyer.id, revision, reason: { code: 'other' } });
    expect(await ended).toMatchObject({ code: 'PARTICIPANT_NOT_ACTIVE', details: { state: 'SUSPENDED' } });
  });

  it('shows one event a line by databund watch, until it is interrupted', async () => {
    const { DATABUND_PROFILE: _profile, ...env } = process.env;
    const own = { ...env, DATABUND_URL: http.url, DATABUND_TOKEN: http.tokens.provider };
    const watch = NodeProcess.startIn(own, [databund, '--json', 'watch', '--after', oldest, '--event', 'ListingApproved']);
    const first = JSON.parse(await watch.readLine()) as unknown;
    const { code } = await watch.end('SIGINT');
    const [approved] = await replay('provider', { event: ['ListingApproved', 'PresetSet'] });
    expect([first, code]).toEqual([approved, 0]);
  });

  it('gives each participant twenty streams, which end when the gateway stops', async () => {
    const headers = { authorization: `Bearer ${http.tokens.arbiter}` };
    const open = () => fetch(`${http.url}/v1/events`, { headers });
    const streams = [];
    for (let count = 0; count < 20; count += 1) streams.push(await open());
    const { status, body } = await http.send('arbiter', '/v1/events');
    expect([status, readCode(body)]).toEqual([429, 'TOO_MANY_REQUESTS']);
    await Promise.all([http.close(), ...streams.map((each) => each.text())]);
  });
});
