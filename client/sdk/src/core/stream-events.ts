import { listErrors } from '@databund/model';
import { Type } from '@sinclair/typebox';
import type { Connection } from './connection';
import { DatabundError } from './databund-error';
import { EventReset, EventsForm, StreamedEvent, type EventsQuery } from './event-form';
import { parseEventStream, type StreamMessage } from './parse-event-stream';
import { readChunks } from './read-chunks';
import { sleep } from './sleep';

/** A stream of events, and the signal that ends it. */
export interface EventsRequest extends EventsQuery {
  readonly signal?: AbortSignal;
}

const firstDelayMs = 20;
const mostDoublings = 9;
/** A connection that lasted so long was a good one. */
const goodMs = 5_000;
const Sent = Type.Union([StreamedEvent, EventReset]);

/** Makes the method that streams events through a connection. */
export function makeEvents(connection: Connection): (request?: EventsRequest) => AsyncGenerator<StreamedEvent | EventReset> {
  return (request = {}) => streamEvents(connection, request);
}

/**
 * Yields events in the order of the ledger until the signal aborts. A connection that breaks off is opened again after the last event that
 * was taken. @throws DatabundError if the first connection fails, or if the gateway refuses to go on
 */
async function* streamEvents(connection: Connection, { signal, ...query }: EventsRequest): AsyncGenerator<StreamedEvent | EventReset> {
  const errors = listErrors(EventsForm, query);
  if (errors.length > 0) throw new DatabundError('INPUT_INVALID', { errors });
  const stream = new Reconnection(connection, query, signal);
  while (signal?.aborted !== true) {
    for await (const { id, data } of stream.open()) {
      if (data !== undefined) yield readEvent(data);
      stream.acknowledge(id, data !== undefined);
    }
    await stream.pause();
  }
}

/** The connections of one stream, one after the other. */
class Reconnection {
  private failures = 0;
  private hasBegun = false;
  private openedMs = 0;

  constructor(
    private readonly connection: Connection,
    private query: EventsQuery,
    private readonly signal: AbortSignal | undefined,
  ) {}

  /** Yields what one connection brings. */
  async *open(): AsyncGenerator<StreamMessage> {
    this.openedMs = performance.now();
    const path = `/v1/events?${new URLSearchParams(listMembers(this.query)).toString()}`;
    const body = await this.request(path);
    if (body !== undefined) yield* parseEventStream(readChunks(body));
  }

  acknowledge(id: string, isEvent: boolean): void {
    if (id !== '') this.query = { ...this.query, after: id };
    if (isEvent) this.failures = 0;
  }

  /** Waits before the next attempt, longer after each one that brought nothing. */
  async pause(): Promise<void> {
    if (performance.now() - this.openedMs > goodMs) this.failures = 0;
    const delayMs = Math.random() * firstDelayMs * 2 ** Math.min(this.failures, mostDoublings);
    this.failures += 1;
    await sleep(delayMs, this.signal);
  }

  private async request(path: string): Promise<unknown> {
    try {
      const headers = { accept: 'text/event-stream' };
      const { body } = await this.connection.sendForResponse({ method: 'GET', path, headers, ...(this.signal && { signal: this.signal }) });
      this.hasBegun = true;
      return body;
    } catch (error) {
      const isPassing = error instanceof DatabundError && (error.status === 0 || error.status === 429 || error.status >= 500);
      if (this.signal?.aborted === true || (isPassing && this.hasBegun)) return undefined;
      throw error;
    }
  }
}

function listMembers(query: EventsQuery): [string, string][] {
  return Object.entries<string | readonly string[]>({ ...query }).flatMap(([name, value]) =>
    [value].flat().map((text): [string, string] => [name, text]),
  );
}

function readEvent(data: string): StreamedEvent | EventReset {
  const event = parseJson(data);
  if (isSent(event)) return event;
  throw new DatabundError('INTERNAL', { reason: 'the gateway sent something else than an event' });
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isSent(value: unknown): value is StreamedEvent | EventReset {
  return listErrors(Sent, value).length === 0;
}
