import { Router, type Request, type Response } from 'express';
import { EventsForm, type EventsQuery } from '@databund/client';
import { ExchangeError } from '@databund/model';
import type { Authenticate } from '../http/authentication';
import { rejectOtherMethods } from '../http/methods';
import { readForm } from '../http/read-form';
import type { Ledger } from '../ledger/ledger';
import { readAskedView } from '../read-model/asked-view';
import { Reads, type FollowedModel } from '../read-model/reads';
import { chooseStart } from './choose-start';
import { formatReset } from './event-frames';
import { EventSights } from './event-sight';
import { EventStreams } from './event-streams';
import { EventWriter } from './event-writer';
import { sendEvents } from './send-events';

/** The address of event streams. */
export const eventsPath = '/v1/events';

/** Everything that event streams need. */
export interface EventContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly followed?: FollowedModel | undefined;
  /** The open streams, which end when the gateway stops. */
  readonly streams?: EventStreams | undefined;
}

/** A reader that reads nothing for so long is cut off. */
const slowMs = 60_000;

/** Creates the route of event streams. */
export function createEventRoutes({ ledger, authenticate, followed, streams = new EventStreams() }: EventContext): Router {
  const router = Router({ caseSensitive: true, strict: true });
  const reads = new Reads(ledger, followed);
  let known: EventSights | undefined;
  router.get(eventsPath, async (request, response) => {
    const as = await authenticate(request);
    const query = readQuery(request);
    const model = await reads.openModel(readAskedView(request));
    const sights = (known ??= new EventSights(model));
    await sights.open(as);
    const channel = model.checkpoint?.channel ?? '';
    const { after, reset } = await chooseStart(model, channel, query.after);
    const signal = streams.open(as, response);
    begin(response);
    if (request.method === 'HEAD') return void response.end();
    const writer = new EventWriter(response, signal, slowMs);
    if (reset) await writer.send(formatReset(reset));
    const admit = async () => sights.open(await authenticate(request));
    await sendEvents({ model, channel, after, query, writer, signal, admit }).catch(ignoreRefusal);
    response.end();
  });
  router.all(eventsPath, rejectOtherMethods(['GET']));
  return router;
}

/** Reads filters and the last id; that of the header is newer. @throws INPUT_INVALID naming the allowed values */
function readQuery({ query, headers }: Pick<Request, 'query' | 'headers'>): EventsQuery {
  const last = headers['last-event-id'];
  return readForm(EventsForm, typeof last === 'string' && last !== '' ? { ...query, after: last } : query);
}

function begin(response: Response): void {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store', 'X-Accel-Buffering': 'no' });
  response.flushHeaders();
}

/** Ends the stream of a reader whose token expired or who was suspended. It learns the reason when it asks again. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof ExchangeError)) throw error;
}
