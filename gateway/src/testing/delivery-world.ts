import { createHash } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import request from 'supertest';
import type { TokenSubject } from '../identity/token-subject';
import type { LedgerCall } from '../ledger/ledger';
import { getPort } from './get-port';
import { caller, createTestApp, provider, type TestApp } from './test-app';

const ids = { delivery: `dlv-${'4'.repeat(26)}`, listing: `lst-${'2'.repeat(26)}`, authorisation: `aut-${'5'.repeat(26)}` };

interface Flow {
  readonly isOpen: boolean;
  readonly because?: string;
  readonly state?: string;
  readonly serveFirst?: boolean;
}

/** An app whose ledger has one listing of the provider with one file, and one delivery of it to the caller. */
export class DeliveryWorld {
  readonly ids = ids;
  readonly held = `/v1/listings/${ids.listing}/versions/1/distributions/file.csv`;
  readonly delivered = `/v1/deliveries/${ids.delivery}/distributions/file.csv`;
  readonly sha256: string;
  under: TestApp;
  flow: Flow = { isOpen: true };
  state = 'OPENED';
  registration = 'ACTIVE';
  kind = 'download';
  mediaType = 'text/csv';
  private readonly servers: Server[] = [];

  constructor(
    readonly bytes: Buffer,
    private readonly folder?: string,
  ) {
    this.sha256 = createHash('sha256').update(bytes).digest('hex');
    this.under = this.start();
  }

  /** Starts the app again on the same files. */
  restart(): void {
    this.under = this.start();
  }

  /** The names of the transactions that reached the ledger. */
  get names(): readonly string[] {
    return this.under.ledger.calls.map(({ transaction }) => transaction.name);
  }

  get expected(): { readonly sha256: string; readonly byteSize: number } {
    return { sha256: this.sha256, byteSize: this.bytes.length };
  }

  /** The path of the stored file. */
  get stored(): string {
    return join(this.under.objects, this.sha256.slice(0, 2), this.sha256);
  }

  makeBearer(subject: TokenSubject): string {
    return `Bearer ${this.under.issuer.issue(subject, 600)}`;
  }

  /** A request of the provider to upload the file. */
  put(path = this.held) {
    return request(this.under.app)
      .put(path)
      .set('Authorization', this.makeBearer(provider))
      .set('Content-Type', 'application/octet-stream');
  }

  /** A request of a participant, the buyer if none is named, to download the file. */
  get(query = '', subject = caller) {
    return request(this.under.app)
      .get(this.delivered + query)
      .set('Authorization', this.makeBearer(subject))
      .buffer(true);
  }

  /** Stores the file as an upload does. */
  store(): Promise<void> {
    return this.under.store.put(Readable.from([this.bytes], { objectMode: false }), this.expected);
  }

  /** Adds members to what the peer of one organisation answers. */
  patch(mspId: string, members: object): void {
    const { ledger } = this.under;
    const { answer } = ledger;
    ledger.answer = (call) => {
      const answered = answer(call);
      return call.as.mspId === mspId && typeof answered === 'object' ? { ...answered, ...members } : answered;
    };
  }

  /** Serves the app over TCP. */
  async listen(): Promise<string> {
    const server = createServer(this.under.app);
    this.servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${String(getPort(server))}`;
  }

  /** Waits until every connection of the served app has ended. */
  async drain(): Promise<void> {
    await Promise.all(this.servers.map((server) => new Promise((resolve) => server.close(resolve))));
  }

  close(): void {
    for (const server of this.servers.splice(0)) {
      server.closeAllConnections();
      server.close();
    }
  }

  private start(): TestApp {
    const app = createTestApp(this.folder);
    app.ledger.answer = (call) => this.answer(call);
    return app;
  }

  private answer({ transaction: { name } }: LedgerCall): unknown {
    if (name === 'SendDelivery') this.state = 'SENT';
    if (name === 'ServeDelivery') {
      this.state = 'SERVING';
      this.flow = { isOpen: true };
    }
    const parties = { provider: provider.participantId, buyer: caller.participantId };
    const version = { listing: ids.listing, version: 1 };
    if (name === 'GetListing') return this.makeListing();
    if (name === 'ListListings') return { items: [this.makeListing()] };
    if (name === 'GetParticipant') return { id: caller.participantId, mspId: caller.mspId, state: this.registration };
    if (name === 'GetTrade') return { id: `trd-${'6'.repeat(26)}`, authorisation: ids.authorisation };
    if (name === 'GetAuthorisation') return { id: ids.authorisation, ...version, ...parties, terms: { mode: this.kind } };
    return { id: ids.delivery, ...version, ...parties, mode: this.kind, state: this.state, revision: 1, flow: this.flow };
  }

  private makeListing(): object {
    const hash = { alg: 'sha-256', value: this.sha256 };
    const file = { kind: 'held', name: 'file.csv', mediaType: this.mediaType, byteSize: this.bytes.length, hash };
    const link = { kind: 'linked', url: 'https://data.example/file' };
    const content = { title: { en: 'Readings' }, kind: this.kind, distributions: [file, link] };
    return { id: ids.listing, version: 1, provider: provider.participantId, mspId: provider.mspId, revision: 1, content };
  }
}
