import { once } from 'node:events';
import { Router, type Request, type Response } from 'express';
import type { Logger } from 'pino';
import { Refusal, heldIn, isErrorCode, transactions, type AnswerOf, type HeldDistribution } from '@databund/chaincode/model';
import type { Authenticate } from '../http/authentication';
import { otherMethod } from '../http/transaction-routes';
import type { HeldIdentity, Wallet } from '../identity/wallet';
import type { Ledger } from '../ledger/ledger';
import { parseRange, type ByteRange } from './byte-range';
import type { ObjectStore } from './object-store';
import { ServedBytes } from './served-bytes';

/** What deliveries stand on. */
export interface DeliveryContext {
  readonly ledger: Ledger;
  readonly authenticate: Authenticate;
  readonly wallet: Wallet;
  readonly store: ObjectStore;
  readonly log: Logger;
}

type Delivery = AnswerOf<'GetDelivery'>;
type Listing = AnswerOf<'GetListing'>;

/** After so many bytes the ledger is asked again whether more may flow. */
const checkEveryBytes = 8 * 1024 * 1024;

/** Where providers leave the bytes of their listings, and buyers fetch them under an open delivery. */
export function deliveryRoutes(context: DeliveryContext): Router {
  const router = Router();
  const served = new ServedBytes();
  const held = '/v1/listings/:id/versions/:version/distributions/:name';
  router.put(held, (request, response) => upload(context, request, response));
  router.all(held, otherMethod(['PUT']));
  const delivered = '/v1/deliveries/:id/distributions/:name';
  router.get(delivered, (request, response) => new Download(context, served, request, response).run());
  router.all(delivered, otherMethod(['GET']));
  return router;
}

async function upload({ ledger, authenticate, store }: DeliveryContext, request: Request, response: Response): Promise<void> {
  const as = authenticate(request);
  const { id = '', version = '', name = '' } = request.params as Readonly<Record<string, string>>;
  const command = { id, version: Number(version) };
  const listing = (await ledger.evaluate({ transaction: transactions.GetListing, command, as })) as Listing;
  if (listing.provider !== as.participantId) throw new Refusal('NOT_PERMITTED', { by: ['its provider'] });
  const { byteSize, hash } = distributionOf(listing, name);
  const expected = { sha256: hash.value, byteSize };
  const isKept = store.has(expected);
  if (isKept) request.resume();
  else await store.put(request, expected);
  response.status(isKept ? 200 : 201).json({ name, byteSize, hash });
}

function distributionOf(listing: Listing, name: string): HeldDistribution {
  const distribution = heldIn(listing.content).find((each) => each.name === name);
  if (!distribution)
    throw new Refusal('INPUT_INVALID', { errors: [{ path: '/name', reason: 'is not a held distribution of this version' }] });
  return distribution;
}

/** One request for bytes. The ledger is asked before the first, and again every 8 MiB; a refusal in between breaks the connection off. */
class Download {
  constructor(
    private readonly context: DeliveryContext,
    private readonly served: ServedBytes,
    private readonly request: Request,
    private readonly response: Response,
  ) {}

  async run(): Promise<void> {
    const { ledger, authenticate, store } = this.context;
    const as = authenticate(this.request);
    const { id = '', name = '' } = this.request.params as Readonly<Record<string, string>>;
    const delivery = await this.flowing(as, id);
    const command = { id: delivery.listing, version: delivery.version };
    const listing = (await ledger.evaluate({ transaction: transactions.GetListing, command, as })) as Listing;
    const file = distributionOf(listing, name);
    if (!store.has({ sha256: file.hash.value })) throw new Refusal('BYTES_NOT_FOUND', { name });
    const range = this.begin(file);
    // The last byte waits until SENT is recorded, so that who has all bytes can read that they were sent.
    await this.stream(as, delivery, file, { ...range, end: range.end - 1 });
    this.served.note(id, name, range);
    if (this.served.isWhole(id, heldIn(listing.content))) await this.recordSent(listing, delivery);
    await this.stream(as, delivery, file, { ...range, start: range.end });
    this.response.end();
  }

  /** The delivery, if its buyer asks and its bytes may flow at this moment. */
  private async flowing(as: HeldIdentity, id: string): Promise<Delivery> {
    const delivery = (await this.context.ledger.evaluate({ transaction: transactions.GetDelivery, command: { id }, as })) as Delivery;
    if (delivery.buyer !== as.participantId) throw new Refusal('DELIVERY_NOT_FOUND');
    const { isOpen, because, state } = delivery.flow;
    if (!isOpen) throw new Refusal(isErrorCode(because) ? because : 'DELIVERY_CLOSED', { state });
    return delivery;
  }

  private begin({ byteSize, hash, mediaType }: HeldDistribution): ByteRange {
    const range = parseRange(this.request.headers.range, byteSize);
    if (!range) {
      this.response.setHeader('Content-Range', `bytes */${String(byteSize)}`);
      throw new Refusal('RANGE_NOT_SATISFIABLE', { byteSize });
    }
    const { start, end, isPart } = range;
    this.response.status(isPart ? 206 : 200);
    this.response.setHeader('Content-Type', /^[\w.+-]+\/[\w.+-]+$/.test(mediaType) ? mediaType : 'application/octet-stream');
    this.response.setHeader('Content-Length', end - start + 1);
    this.response.setHeader('Accept-Ranges', 'bytes');
    this.response.setHeader('Content-Disposition', 'attachment');
    this.response.setHeader('ETag', `"${hash.value}"`);
    this.response.setHeader('Repr-Digest', `sha-256=:${Buffer.from(hash.value, 'hex').toString('base64')}:`);
    if (isPart) this.response.setHeader('Content-Range', `bytes ${String(start)}-${String(end)}/${String(byteSize)}`);
    return range;
  }

  private async stream(as: HeldIdentity, { id }: Delivery, { hash }: HeldDistribution, { start, end }: ByteRange): Promise<void> {
    for (let from = Math.max(start, 0); from <= end; from += checkEveryBytes) {
      if (from > start && !(await this.mayGoOn(as, id))) {
        this.response.destroy();
        throw new Refusal('DELIVERY_CLOSED');
      }
      await this.send(hash.value, from, Math.min(end, from + checkEveryBytes - 1));
    }
  }

  private async mayGoOn(as: HeldIdentity, id: string): Promise<boolean> {
    return this.flowing(as, id).then(
      () => true,
      () => false,
    );
  }

  private async send(sha256: string, from: number, to: number): Promise<void> {
    for await (const chunk of this.context.store.read(sha256, from, to)) {
      if (this.response.destroyed) throw new Refusal('DELIVERY_CLOSED');
      if (!this.response.write(chunk)) await Promise.race([once(this.response, 'drain'), once(this.response, 'close')]);
    }
  }

  private async recordSent({ mspId }: Listing, { id, provider, state, revision }: Delivery): Promise<void> {
    const { wallet, ledger, log } = this.context;
    const as = wallet.find(mspId, provider);
    if (!as || state !== 'OPENED') return;
    try {
      await ledger.submit({ transaction: transactions.SendDelivery, command: { id, revision }, as });
    } catch (error) {
      log.warn({ err: error, delivery: id }, 'the bytes were served, and SENT could not be recorded');
    }
  }
}
