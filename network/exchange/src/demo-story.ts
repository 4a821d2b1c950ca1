import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { DatabundError, makePriceSlip, newId, type Databund } from '@databund/client';
import { demoFileName, describeFile } from './demo-listing';
import type { ExchangeStack } from './exchange-stack';
import { printLine } from './run-command';
import { findSeedFile } from './seed';
import { SetupError } from './setup-error';

/** The result of the story: objects on the ledger, and bytes that the buyer received. */
export interface StoryOutcome {
  readonly objects: number;
  readonly bytesDelivered: number;
  readonly sameBytes: boolean;
  /** Id of the settled trade. */
  readonly trade: string;
}

type Hash = ReturnType<typeof makePriceSlip>['hash'];

const dayMs = 86_400_000;

/** The story of one file, from its listing to a revoked authorisation; each step prints what it did. */
export class DemoStory {
  private readonly operator: Databund;
  private readonly provider: Databund;
  private readonly buyer: Databund;
  private readonly auditor: Databund;
  private readonly file = findSeedFile(demoFileName);
  private readonly bytes = readFileSync(this.file.path);
  private readonly names: readonly string[];
  private objects: number;

  /** `data`: folder for downloaded files. */
  constructor(
    { folder }: ExchangeStack,
    private readonly data: string,
  ) {
    this.operator = folder.connectAs('operator');
    this.provider = folder.connectAs('provider');
    this.buyer = folder.connectAs('buyer');
    this.auditor = folder.connectAs('auditor');
    this.names = folder.cast.map(({ name }) => name);
    this.objects = 1 + this.names.length; // The exchange and its participants.
  }

  /** Plays the whole story. */
  async play(): Promise<StoryOutcome> {
    printLine(`The exchange is founded. Admitted: ${this.names.join(', ')}.`);
    const listing = await this.publish();
    const authorisation = await this.authorise(listing);
    const trade = await this.trade(authorisation);
    const received = await this.deliver(authorisation, listing);
    await this.settle(trade);
    await this.revoke(listing);
    await this.readHistory(authorisation);
    return { objects: this.objects, bytesDelivered: received.length, sameBytes: received.equals(this.bytes), trade: trade.id };
  }

  private async publish(): Promise<string> {
    const id = newId('lst');
    const { provider, operator } = this;
    const { object: draft } = await provider.listing.create({ id, content: describeFile(this.file, this.bytes) });
    await provider.upload({ id, version: 1 }, demoFileName, this.file.path);
    const { object: submitted } = await provider.listing.submit({ id, version: 1, revision: draft.revision });
    printLine(`The provider creates a listing of ${demoFileName} and submits it. Content hash: ${String(submitted.contentHash?.value)}.`);
    const { object: listed } = await operator.listing.approve({ id, version: 1, revision: submitted.revision });
    this.objects += 1;
    printLine(
      `The operator approves it. Its notice period of 0 hours ends at once. State: ${listed.state}, listing number ${String(listed.listingNumber)}.`,
    );
    return id;
  }

  private async authorise(listing: string): Promise<string> {
    const id = newId('aut');
    const terms = {
      scenario: 'Route planning for a regional carrier',
      purpose: 'planning',
      from: new Date(Date.now() - dayMs).toISOString(),
      until: new Date(Date.now() + 30 * dayMs).toISOString(),
      count: 2,
      mode: 'download' as const,
    };
    const { object: requested } = await this.buyer.authorisation.request({ id, listing, version: 1, terms });
    await this.provider.authorisation.approve({ id, termsHash: requested.termsHash });
    const { object: granted } = await this.operator.authorisation.approve({ id, termsHash: requested.termsHash });
    this.objects += 1;
    printLine(
      `The buyer requests an authorisation for planning. Provider and operator approve it on their own peers. State: ${granted.state}.`,
    );
    return id;
  }

  private async trade(authorisation: string): Promise<{ readonly id: string; readonly amountHash: Hash }> {
    const id = newId('trd');
    await this.buyer.trade.order({ id, authorisation, kind: 'sale' });
    const { text, hash } = makePriceSlip(id, 128_000, 'CNY');
    await this.provider.trade.price({ id }, { slip: text });
    const { object: priced } = await this.buyer.trade.price({ id }, { slip: text });
    const { object: funded } = await this.operator.trade.fund({ id, amountHash: hash });
    const { revision } = await this.buyer.authorisation.get({ id: authorisation });
    const { object: active } = await this.buyer.authorisation.activate({ id: authorisation, revision, trade: id });
    this.objects += 1;
    printLine(`Buyer and provider name the same price; the ledger holds only its hash. Trade: ${priced.state}, then ${funded.state}.`);
    printLine(`The buyer activates the authorisation. State: ${active.state}.`);
    return { id, amountHash: hash };
  }

  private async deliver(authorisation: string, listing: string): Promise<Buffer> {
    const id = newId('dlv');
    await this.buyer.delivery.open({ id, authorisation });
    const { content } = await this.buyer.listing.get({ id: listing });
    const [held] = content.distributions ?? [];
    if (held?.kind !== 'held') throw new SetupError('DEMO_FAILED', `Listing ${listing} has no held distribution.`);
    const to = join(this.data, basename(held.name));
    await this.buyer.download(id, held, to);
    const received = readFileSync(to);
    const { revision, state } = await this.buyer.delivery.get({ id });
    const hash = { alg: 'sha-256' as const, value: createHash('sha256').update(received).digest('hex') };
    const { object: acknowledged } = await this.buyer.delivery.acknowledge({ id, revision, hash });
    this.objects += 1;
    printLine(`The buyer downloads ${String(received.length)} bytes. Delivery: ${state}.`);
    printLine(`The buyer confirms that their hash is that of the listing. Delivery: ${acknowledged.state}.`);
    return received;
  }

  private async settle({ id, amountHash }: { readonly id: string; readonly amountHash: Hash }): Promise<void> {
    const { object } = await this.operator.trade.settle({ id, amountHash });
    printLine(`The operator settles the trade. State: ${object.state}, trade number ${String(object.tradeNumber)}.`);
  }

  private async revoke(listing: string): Promise<void> {
    const authorisation = await this.authorise(listing);
    await this.trade(authorisation);
    const id = newId('dlv');
    await this.buyer.delivery.open({ id, authorisation });
    this.objects += 1;
    const { termsHash } = await this.provider.authorisation.get({ id: authorisation });
    await this.provider.authorisation.revoke({ id: authorisation, termsHash, reason: 'The buyer broke the terms.' });
    const code = await this.readDownloadError(id);
    printLine(`The provider revokes the second authorisation. The download is now refused with ${code}.`);
  }

  /** Returns the error code of a download. @throws SetupError DEMO_FAILED if it succeeds */
  private async readDownloadError(delivery: string): Promise<string> {
    const file = { name: demoFileName, byteSize: this.bytes.length, hash: { value: '' } };
    try {
      await this.buyer.download(delivery, file, join(this.data, 'refused.csv'));
    } catch (error) {
      if (error instanceof DatabundError) return error.code;
      throw error;
    }
    throw new SetupError('DEMO_FAILED', `Delivery ${delivery} was served although its authorisation is revoked.`);
  }

  private async readHistory(authorisation: string): Promise<void> {
    printLine("The auditor reads the first authorisation's history:");
    const history = this.auditor.pages(this.auditor.authorisation.history, { id: authorisation });
    for await (const { of, action, mspId } of history) printLine(`  ${action} (${of}) by ${mspId}`);
  }
}
