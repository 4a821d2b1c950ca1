import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import { ExchangeError, heldIn, transactions, type HeldDistribution } from '@databund/model';
import { parseRange, type ByteRange } from './byte-range';
import { distributionOf, readListing, type DeliveryContext, type Listing } from './held-file';
import type { ObjectStore } from './object-store';
import { appearing, flowing, partiesOf, type Delivery, type Parties } from './permission';
import type { ServedBytes } from './served-bytes';

/** After so many bytes the ledger is asked again whether more may flow. */
const checkEveryBytes = 8 * 1024 * 1024;

/** What one request for bytes has: its exchange over HTTP. */
interface Http {
  readonly request: Request;
  readonly response: Response;
}

/** Serves bytes to the buyer of an open delivery. @throws TOKEN_INVALID, INPUT_INVALID, IDENTITY_NOT_HELD, DELIVERY_NOT_FOUND, and what stops it */
export async function download(context: DeliveryContext, served: ServedBytes, http: Http): Promise<void> {
  const asker = await context.identify(http.request);
  const { id = '', name = '' } = http.request.params as Readonly<Record<string, string>>;
  const parties = await partiesOf(context, asker, { id, query: http.request.query });
  await new Download(context, { parties, served, http }).run(id, name);
}

/** One request for bytes. The ledger is asked before the first, and again every 8 MiB; a refusal in between breaks the connection off. */
class Download {
  private readonly parties: Parties;
  private readonly served: ServedBytes;
  private readonly store: ObjectStore;
  private readonly request: Request;
  private readonly response: Response;

  constructor(
    private readonly context: DeliveryContext,
    { parties, served, http }: { readonly parties: Parties; readonly served: ServedBytes; readonly http: Http },
  ) {
    this.parties = parties;
    this.served = served;
    this.store = context.stores.of(parties.provider);
    this.request = http.request;
    this.response = http.response;
  }

  async run(id: string, name: string): Promise<void> {
    const { ledger } = this.context;
    const delivery = await appearing(() => flowing(ledger, this.parties, id));
    const listing = await readListing(ledger, this.parties.provider, { id: delivery.listing, version: delivery.version });
    const file = distributionOf(listing, name);
    await this.requireBytes(file);
    const range = this.begin(file);
    if (range && this.request.method !== 'HEAD') await this.serve({ delivery, listing, file, range });
    this.response.end();
  }

  /** What is damaged is told before an answer has begun, while it can be told. */
  private async requireBytes({ name, byteSize, hash }: HeldDistribution): Promise<void> {
    const kept = await this.store.examine({ sha256: hash.value, byteSize });
    if (kept === 'absent') throw new ExchangeError('BYTES_NOT_FOUND', { name });
    if (kept === 'sound') return;
    this.context.log.error({ name, sha256: hash.value }, 'the stored bytes are damaged: the provider must upload them again');
    throw new ExchangeError('BYTES_DAMAGED', { name });
  }

  /** Writes the head of the answer. Nothing is to follow where the caller has these bytes already. */
  private begin({ byteSize, hash, mediaType }: HeldDistribution): ByteRange | undefined {
    const { headers } = this.request;
    const etag = `"${hash.value}"`;
    this.response.setHeader('ETag', etag);
    this.response.setHeader('Accept-Ranges', 'bytes');
    this.response.setHeader('Cache-Control', 'private, no-store');
    if (isAmong(headers['if-none-match'], etag)) {
      this.response.status(304);
      return undefined;
    }
    const ifRange = headers['if-range'];
    const range = parseRange(ifRange === undefined || ifRange === etag ? headers.range : undefined, byteSize);
    if (!range) {
      this.response.setHeader('Content-Range', `bytes */${String(byteSize)}`);
      throw new ExchangeError('RANGE_NOT_SATISFIABLE', { byteSize });
    }
    const { start, end, isPart } = range;
    this.response.status(isPart ? 206 : 200);
    // A type that is not of the simple form could say what the bytes are to a browser: it gets none.
    this.response.setHeader('Content-Type', /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream');
    this.response.setHeader('Content-Length', end - start + 1);
    this.response.setHeader('Content-Disposition', 'attachment');
    this.response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(hash.value, 'hex').toString('base64')}:`);
    if (isPart) this.response.setHeader('Content-Range', `bytes ${String(start)}-${String(end)}/${String(byteSize)}`);
    return range;
  }

  /** The last byte waits until SENT is recorded, so that who has all bytes can read that they were sent. */
  private async serve({ delivery, listing, file, range }: Serving): Promise<void> {
    const { end } = range;
    await this.stream(delivery, file, { ...range, end: end - 1 });
    const last = await buffer(this.bytesOf(file, Math.max(end, 0), end)); // Of no bytes there is no last.
    const what = this.keyOf(delivery);
    this.served.note(what, file.name, range);
    if (this.served.isWhole(what, heldIn(listing.content))) await this.recordSent(delivery);
    this.response.write(last);
  }

  private async stream({ id }: Delivery, file: HeldDistribution, { start, end }: ByteRange): Promise<void> {
    for (let from = start; from <= end; from += checkEveryBytes) {
      if (from > start) await flowing(this.context.ledger, this.parties, id);
      await this.send(this.bytesOf(file, from, Math.min(end, from + checkEveryBytes - 1)));
    }
  }

  private async send(bytes: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of bytes) {
      if (this.isGone()) throw new ExchangeError('DELIVERY_CLOSED', { reason: 'the caller went away' });
      if (!this.response.write(chunk) && !this.isGone()) await this.drained();
    }
  }

  /** @throws BYTES_DAMAGED where the store has fewer than were promised: an answer is whole or breaks off */
  private async *bytesOf({ name, hash }: HeldDistribution, from: number, to: number): AsyncGenerator<Buffer> {
    let next = from;
    for await (const chunk of this.store.read(hash.value, from, to) as AsyncIterable<Buffer>) {
      next += chunk.length;
      yield chunk;
    }
    if (next <= to) throw new ExchangeError('BYTES_DAMAGED', { name });
  }

  /** What is served of a delivery: a provider’s peer tells of its own alone. */
  private keyOf({ id }: Pick<Delivery, 'id'>): string {
    return `${this.parties.provider.participantId}~${id}`;
  }

  private isGone(): boolean {
    return this.response.destroyed;
  }

  private async drained(): Promise<void> {
    const waiting = new AbortController();
    const first = (event: 'drain' | 'close') => once(this.response, event, { signal: waiting.signal });
    try {
      await Promise.race([first('drain'), first('close')]);
    } finally {
      waiting.abort(); // Takes the other listener away.
    }
  }

  /** A feed is not at its end when its files were served. */
  private async recordSent({ id, mode, state, revision }: Delivery): Promise<void> {
    const { ledger, log } = this.context;
    if (state !== 'OPENED' || mode === 'feed') return;
    try {
      await ledger.submit({ transaction: transactions.SendDelivery, command: { id, revision }, as: this.parties.provider });
      this.served.forget(this.keyOf({ id }));
    } catch (error) {
      log.warn({ err: error, delivery: id }, 'the bytes were served, and SENT could not be recorded');
    }
  }
}

/** If-None-Match compares weakly, and `*` is every one (RFC 9110, §13.1.2). */
function isAmong(header: string | undefined, etag: string): boolean {
  return header?.split(',').some((each) => ['*', etag, `W/${etag}`].includes(each.trim())) ?? false;
}

interface Serving {
  readonly delivery: Delivery;
  readonly listing: Listing;
  readonly file: HeldDistribution;
  readonly range: ByteRange;
}
