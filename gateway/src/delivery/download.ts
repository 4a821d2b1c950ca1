import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import { ExchangeError, listHeld, transactions, type HeldDistribution } from '@databund/model';
import type { ByteRange } from './byte-range';
import type { DeliveryContext } from './delivery-context';
import { describeBytes, findRange } from './download-head';
import { findFile, readListing, type ListingFiles } from './listing-file';
import type { ObjectStore } from './object-store';
import { findParties, readOpenDelivery, retryUntilFound, type Delivery, type Parties } from './open-delivery';
import type { DeliveryKey, ServedPart } from './served-bytes';

/** After this many bytes the ledger is asked again whether more may flow. */
const recheckBytes = 8 * 1024 * 1024;

interface Http {
  readonly request: Request<{ id: string; name: string }>;
  readonly response: Response;
}

/** Serves bytes to the buyer of an open delivery. @throws TOKEN_INVALID, INPUT_INVALID, IDENTITY_NOT_HELD, DELIVERY_NOT_FOUND, and the code of what stops it */
export async function download(context: DeliveryContext, http: Http): Promise<void> {
  const asker = await context.identify(http.request);
  const { id, name } = http.request.params;
  const parties = await findParties(context, asker, { deliveryId: id, query: http.request.query });
  await new Download(context, parties, http).run(id, name);
}

interface Serving {
  readonly delivery: Delivery;
  readonly listing: ListingFiles;
  readonly file: HeldDistribution;
  readonly range: ByteRange;
  readonly store: ObjectStore;
}

/** One request for bytes. The ledger is asked before the first byte and every 8 MiB; if it refuses, the connection is cut. */
class Download {
  private readonly response: Response;

  constructor(
    private readonly context: DeliveryContext,
    private readonly parties: Parties,
    private readonly http: Http,
  ) {
    this.response = http.response;
  }

  async run(id: string, name: string): Promise<void> {
    const { ledger } = this.context;
    const { request, response } = this.http;
    const found = await retryUntilFound(() => readOpenDelivery(ledger, this.parties, id));
    // Reads from the store of the provider which the delivery names, also if a successor serves the bytes.
    const store = this.context.stores.getStore({ ...this.parties.provider, participantId: found.provider });
    const listing = await readListing(ledger, this.parties.provider, { id: found.listing, version: found.version });
    const file = findFile(listing, name);
    await this.requireBytes(store, file);
    const range = findRange(request.headers, response, file);
    const isServed = range !== undefined && request.method !== 'HEAD';
    const delivery = isServed ? await this.recordServing(found) : found;
    if (range) describeBytes(response, file, range);
    if (isServed) await this.serve({ delivery, listing, file, range, store });
    response.end();
  }

  /** Records SERVING before the first byte of a paid delivery. Of several requests at the same time, one does. */
  private async recordServing(delivery: Delivery): Promise<Delivery> {
    if (!delivery.flow.serveFirst) return delivery;
    const { ledger } = this.context;
    const { id, revision } = delivery;
    try {
      await ledger.submit({ transaction: transactions.ServeDelivery, command: { id, revision }, as: this.parties.provider });
    } catch (error) {
      const now = await readOpenDelivery(ledger, this.parties, id);
      if (now.flow.serveFirst) throw error;
      return now;
    }
    return readOpenDelivery(ledger, this.parties, id);
  }

  /** Reads the file once before the answer begins: later, damage could only cut the connection. */
  private async requireBytes(store: ObjectStore, { name, byteSize, hash }: HeldDistribution): Promise<void> {
    const condition = await store.examine({ sha256: hash.value, byteSize });
    if (condition === 'absent') throw new ExchangeError('BYTES_NOT_FOUND', { name });
    if (condition === 'sound') return;
    this.context.log.error({ name, sha256: hash.value }, 'stored bytes are damaged; the provider must upload them again');
    throw new ExchangeError('BYTES_DAMAGED', { name });
  }

  /** Sends the last byte after SENT is recorded, so that a buyer that has all bytes can read that they were sent. */
  private async serve(serving: Serving): Promise<void> {
    const { delivery, listing, file, range, store } = serving;
    const { end } = range;
    await this.stream({ ...serving, range: { ...range, end: end - 1 } });
    const last = await buffer(readBytes(store, file, Math.max(end, 0), end));
    await this.recordServed(delivery, { ...range, name: file.name }, listHeld(listing.content));
    this.response.write(last);
  }

  private async stream({ delivery: { id }, file, range: { start, end }, store }: Serving): Promise<void> {
    for (let from = start; from <= end; from += recheckBytes) {
      if (from > start) await readOpenDelivery(this.context.ledger, this.parties, id);
      await this.send(readBytes(store, file, from, Math.min(end, from + recheckBytes - 1)));
    }
  }

  private async send(bytes: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of bytes) {
      if (this.isGone()) throw new ExchangeError('DELIVERY_CLOSED', { reason: 'The caller closed the connection.' });
      if (!this.response.write(chunk) && !this.isGone()) await this.waitForDrain();
    }
  }

  private isGone(): boolean {
    return this.response.destroyed;
  }

  private async waitForDrain(): Promise<void> {
    const waiting = new AbortController();
    const waitFor = (event: 'drain' | 'close') => once(this.response, event, { signal: waiting.signal });
    try {
      await Promise.race([waitFor('drain'), waitFor('close')]);
    } finally {
      waiting.abort(); // Removes the other listener.
    }
  }

  /** Records SENT when all files were served. A feed is sent by its provider, after its last window. */
  private async recordServed({ id, mode, state, revision }: Delivery, part: ServedPart, files: readonly HeldDistribution[]): Promise<void> {
    if ((state !== 'OPENED' && state !== 'SERVING') || mode === 'feed') return;
    const { ledger, log, served } = this.context;
    // Under its provider: a peer of another provider could name the same delivery.
    const key: DeliveryKey = { provider: this.parties.provider.participantId, id };
    if (!(await served.add(key, part, files))) return;
    try {
      await ledger.submit({ transaction: transactions.SendDelivery, command: { id, revision }, as: this.parties.provider });
      await served.forget(key);
    } catch (error) {
      log.warn({ err: error, delivery: id }, 'all bytes were served, but SENT could not be recorded');
    }
  }
}

/** @throws BYTES_DAMAGED if the store has fewer bytes than the answer's head promised */
async function* readBytes(store: ObjectStore, { name, hash }: HeldDistribution, from: number, to: number): AsyncGenerator<Buffer> {
  let next = from;
  for await (const chunk of store.read(hash.value, from, to)) {
    next += chunk.length;
    yield chunk;
  }
  if (next <= to) throw new ExchangeError('BYTES_DAMAGED', { name });
}
