import { once } from 'node:events';
import { buffer } from 'node:stream/consumers';
import type { Request, Response } from 'express';
import { Refusal, heldIn, isErrorCode, transactions, type AnswerOf, type HeldDistribution } from '@databund/chaincode/model';
import { check } from '../http/validation';
import type { HeldIdentity } from '../identity/wallet';
import { parseRange, type ByteRange } from './byte-range';
import { distributionOf, readListing, type DeliveryContext, type Listing } from './held-file';
import type { ServedBytes } from './served-bytes';

type Delivery = AnswerOf<'GetDelivery'>;

/** After so many bytes the ledger is asked again whether more may flow. */
const checkEveryBytes = 8 * 1024 * 1024;

/** One request for bytes. The ledger is asked before the first, and again every 8 MiB; a refusal in between breaks the connection off. */
export class Download {
  private readonly request: Request;
  private readonly response: Response;

  constructor(
    private readonly context: DeliveryContext,
    private readonly served: ServedBytes,
    { request, response }: { readonly request: Request; readonly response: Response },
  ) {
    this.request = request;
    this.response = response;
  }

  async run(): Promise<void> {
    const { ledger, authenticate } = this.context;
    const as = await authenticate(this.request);
    const { id = '', name = '' } = this.request.params as Readonly<Record<string, string>>;
    const delivery = await this.flowing(as, id);
    const listing = await readListing(ledger, as, { id: delivery.listing, version: delivery.version });
    const file = distributionOf(listing, name);
    await this.requireBytes(file);
    const range = this.begin(file);
    if (range && this.request.method !== 'HEAD') await this.serve(as, { delivery, listing, file, range });
    this.response.end();
  }

  /** The delivery, if its buyer asks and its bytes may flow at this moment. */
  private async flowing(as: HeldIdentity, id: string): Promise<Delivery> {
    check(transactions.GetDelivery.input, { id });
    const delivery = (await this.context.ledger.evaluate({ transaction: transactions.GetDelivery, command: { id }, as })) as Delivery;
    if (delivery.buyer !== as.participantId) throw new Refusal('DELIVERY_NOT_FOUND');
    const { isOpen, because, state } = delivery.flow;
    if (!isOpen) throw new Refusal(isErrorCode(because) ? because : 'DELIVERY_CLOSED', { state });
    return delivery;
  }

  /** What is damaged is told before an answer has begun, while it can be told. */
  private async requireBytes({ name, byteSize, hash }: HeldDistribution): Promise<void> {
    const kept = await this.context.store.examine({ sha256: hash.value, byteSize });
    if (kept === 'absent') throw new Refusal('BYTES_NOT_FOUND', { name });
    if (kept === 'sound') return;
    this.context.log.error({ name, sha256: hash.value }, 'the stored bytes are damaged: the provider must upload them again');
    throw new Refusal('BYTES_DAMAGED', { name });
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
      throw new Refusal('RANGE_NOT_SATISFIABLE', { byteSize });
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
  private async serve(as: HeldIdentity, { delivery, listing, file, range }: Serving): Promise<void> {
    const { end } = range;
    await this.stream(as, delivery, file, { ...range, end: end - 1 });
    const last = await buffer(this.bytesOf(file, Math.max(end, 0), end)); // Of no bytes there is no last.
    this.served.note(delivery.id, file.name, range);
    if (this.served.isWhole(delivery.id, heldIn(listing.content))) await this.recordSent(listing, delivery);
    this.response.write(last);
  }

  private async stream(as: HeldIdentity, { id }: Delivery, file: HeldDistribution, { start, end }: ByteRange): Promise<void> {
    for (let from = start; from <= end; from += checkEveryBytes) {
      if (from > start) await this.flowing(as, id);
      await this.send(this.bytesOf(file, from, Math.min(end, from + checkEveryBytes - 1)));
    }
  }

  private async send(bytes: AsyncIterable<Buffer>): Promise<void> {
    for await (const chunk of bytes) {
      if (this.isGone()) throw new Refusal('DELIVERY_CLOSED', { reason: 'the caller went away' });
      if (!this.response.write(chunk) && !this.isGone()) await this.drained();
    }
  }

  /** @throws BYTES_DAMAGED where the store has fewer than were promised: an answer is whole or breaks off */
  private async *bytesOf({ name, hash }: HeldDistribution, from: number, to: number): AsyncGenerator<Buffer> {
    let next = from;
    for await (const chunk of this.context.store.read(hash.value, from, to) as AsyncIterable<Buffer>) {
      next += chunk.length;
      yield chunk;
    }
    if (next <= to) throw new Refusal('BYTES_DAMAGED', { name });
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
  private async recordSent({ mspId }: Listing, { id, provider, mode, state, revision }: Delivery): Promise<void> {
    const { wallet, ledger, log } = this.context;
    const as = wallet.find(mspId, provider);
    if (!as || state !== 'OPENED' || mode === 'feed') return;
    try {
      await ledger.submit({ transaction: transactions.SendDelivery, command: { id, revision }, as });
      this.served.forget(id);
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
