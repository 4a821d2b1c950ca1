import { Databund } from '@databund/client';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openWallet } from '@databund/gateway';
import { ReadModel } from '@databund/gateway/internal/read-model/read-model';
import { transactions } from '@databund/model';
import { makeId } from '../support/cast';
import { HttpExchange } from '../support/http-exchange';
import { makeContent, makeTerms, publish } from '../support/listings';
import { waitForReady } from '../support/wait-for-ready';
import { measureP95 } from './p95';

/** Rates and times of the read model, divided by those of what it stands beside. */
export interface ReadRatios {
  /** Transactions projected in a second, by CreateListing with 64 callers. */
  readonly projectionRatio: number;
  /** The time of one listing from the peer, by that from the rows in process. */
  readonly readRatio: number;
  /** The same over REST. */
  readonly restRatio: number;
  /** The time of a page of 100 hits, by that of one listing, both over REST. */
  readonly pageCost: number;
  /** The same of a page of 100 objects of a filtered list. */
  readonly listCost: number;
  /** The p95 in milliseconds of one listing from the peer. */
  readonly evaluateMs: number;
}

const callers = 64;
const round = (value: number) => Math.round(value * 100) / 100;

/** Measures the read model on an exchange of the devnet with so many listings. */
export async function measureRatios({ listings, repeat }: { readonly listings: number; readonly repeat: number }): Promise<ReadRatios> {
  const http = await HttpExchange.open();
  try {
    await http.storeBytes();
    const { id } = await publish(http.exchange);
    const createRate = await measureCreation(http, listings);
    const height = await waitForReady(http.url);
    const { model, projectRate } = await projectAgain(http);
    const identity = openWallet(http.config).find('ProviderMSP', http.exchange.members.provider.id)!;
    const caller = await model.identify(identity);
    const inProcess = await measureP95(repeat, () => model.evaluate(transactions.GetListing, model.openNow(), { id }, caller));
    const atPeer = await measureP95(repeat, () => http.exchange.members.provider.call('GetListing', { id }));
    const peerOverRest = await measureP95(repeat, () => http.send('provider', `/v1/listings/${id}`));
    const rowsOverRest = await measureP95(repeat, () => http.send('provider', `/v1/listings/${id}?consistent=${String(height - 1)}`));
    const page = await measureP95(repeat, () => http.send('provider', '/v1/search?limit=100'));
    await request(http, id, 100);
    await waitForReady(http.url);
    const list = await measureP95(repeat, () => http.send('provider', '/v1/authorisations?state=REQUESTED&limit=100'));
    await model.close();
    return {
      projectionRatio: round(projectRate / createRate),
      readRatio: round(atPeer / inProcess),
      restRatio: round(peerOverRest / rowsOverRest),
      pageCost: round(page / rowsOverRest),
      listCost: round(list / rowsOverRest),
      evaluateMs: atPeer,
    };
  } finally {
    await http.close();
  }
}

/** Creates listings with many callers at once, and returns how many a second. */
async function measureCreation(http: HttpExchange, listings: number): Promise<number> {
  const databund = new Databund({ url: http.url, token: http.tokens.provider });
  let left = listings;
  const work = async () => {
    while (left > 0) {
      left -= 1;
      await databund.listing.create({ id: makeId('lst'), content: makeContent() });
    }
  };
  const started = performance.now();
  await Promise.all(Array.from({ length: callers }, work));
  return (listings * 1_000) / (performance.now() - started);
}

/** Requests the use of a listing so many times. */
async function request({ url, tokens }: HttpExchange, listing: string, count: number): Promise<void> {
  const buyer = new Databund({ url, token: tokens.buyer });
  for (let made = 0; made < count; made += 1)
    await buyer.authorisation.request({ id: makeId('aut'), listing, version: 1, terms: makeTerms() });
}

/** Projects all blocks of the exchange into new rows, and returns how many transactions a second. */
async function projectAgain(http: HttpExchange): Promise<{ readonly model: ReadModel; readonly projectRate: number }> {
  const auditor = new Databund({ url: http.url, token: http.tokens.auditor });
  const blocks: Uint8Array[] = [];
  for await (const block of auditor.blocks()) blocks.push(block);
  const path = join(mkdtempSync(join(tmpdir(), 'databund-rows-')), 'rows.db');
  const model = await ReadModel.open({ path, chaincode: 'databund' });
  const started = performance.now();
  for (const block of blocks) await model.project(block);
  const seconds = (performance.now() - started) / 1_000;
  const [row] = await model.store.query('select count(*) as count from tx');
  return { model, projectRate: Number(row?.['count']) / seconds };
}
