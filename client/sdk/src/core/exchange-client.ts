import { idKinds, makeRandomId, type IdKind } from '@databund/model';
import { AuditQuestions } from './audit';
import { iteratePages, makeCalls, type Calls } from './calls';
import { Connection, type ConnectionOptions } from './connection';
import { DatabundError, makeInputError, isObject } from './databund-error';
import { exportCatalogue, type CatalogueExport, type CataloguePart } from './export-catalogue';
import { readHealth, type Health } from './health';
import { readHistory, type HistoryOptions } from './history';
import type { HistoryKind, Timeline, TimelineEntry } from './history-form';
import { readInbox, type InboxAnswer, type InboxQuery } from './inbox';
import { listFiltered, type FilteredItem, type FilteredNoun, type FilteredPage, type FilteredQuery } from './list-objects';
import { readBlocks } from './read-blocks';
import { findReferences, type Reference } from './references';
import { readReport, type Report, type ReportQuery } from './report';
import { listPlaces } from './list-places';
import { PlaceTable, type Place } from './places';
import { search, type SearchRequest } from './search';
import type { SearchAnswer, SearchHit } from './search-form';
import { makeEvents } from './stream-events';
import { readSelf, type Participant } from './read-self';
import { endSession, makeSessionCode, type SessionCodeAnswer } from './sessions';
import { WebhookCalls } from './webhooks';

// TypeScript cannot see the members that Object.assign adds: one for each noun, as `Calls` maps them.
const CallsOfConnection: new (options: ConnectionOptions) => Calls & {
  /** HTTP below the methods. */
  readonly connection: Connection;
} = class {
  readonly connection: Connection;

  constructor(options: ConnectionOptions) {
    this.connection = new Connection(options);
    Object.assign(this, makeCalls(this.connection));
  }
} as never;

/** The object that a pack is about. */
export interface PackSubject {
  readonly kind: string;
  readonly id: string;
}

/** A pack, and the organisations that were asked to sign it and did not. */
export interface MadePack {
  readonly pack: Uint8Array;
  readonly missing: readonly { readonly mspId: string; readonly reason: string }[];
}

/**
 * The exchange as one participant reaches it through a gateway, with a method for each transaction: `databund.listing.submit({...})`.
 * @example
 * const databund = new Databund({ url: 'http://127.0.0.1:3000', token });
 * const { items } = await databund.listing.list({ limit: 10 });
 */
export class ExchangeClient extends CallsOfConnection {
  /**
   * Yields every object of a list, page by page.
   * @example for await (const listing of databund.pages(databund.listing.list, { state: 'LISTED' })) console.log(listing.id);
   */
  readonly pages = iteratePages;

  /** Questions about what anybody did, for those who oversee. @example await databund.audit.access({ listing, from: '2026-01-01' }); */
  readonly audit = new AuditQuestions(this.connection);

  /**
   * Yields events about objects that the caller may see, in the order of the ledger, from the next block on or after an id. It goes on by
   * itself if the connection breaks off. @example for await (const event of databund.events({ kind: ['trade'] })) console.log(event.id);
   * @throws DatabundError INPUT_INVALID, READ_MODEL_BEHIND, TOO_MANY_REQUESTS
   */
  readonly events = makeEvents(this.connection);

  /** The addresses to which the gateway sends your events. @example await databund.webhooks.create({ url: 'https://mine.example/hook' }); */
  readonly webhooks = new WebhookCalls(this.connection);

  /**
   * Returns a pack that proves an object to a stranger: with single envelopes under a cosigned checkpoint, or for overseers with whole blocks.
   * @throws DatabundError TRADE_NOT_FOUND and the like, NOT_PERMITTED
   */
  async prove(subject: PackSubject, as: 'blocks' | 'checkpoint' = 'checkpoint'): Promise<Uint8Array> {
    return (await this.makePack(subject, as)).pack;
  }

  /** Returns the same pack, and which organisations did not sign it, with the code of the reason. @throws DatabundError as `prove` */
  async makePack(subject: PackSubject, as: 'blocks' | 'checkpoint' = 'checkpoint'): Promise<MadePack> {
    const path = `/v1/evidence/${encodeURIComponent(subject.kind)}/${encodeURIComponent(subject.id)}?as=${as}`;
    const answer = await this.connection.sendForResponse({ method: 'GET', path });
    const missing = answer.headers?.get('databund-cosigners-missing')?.split(', ') ?? [];
    return {
      pack: new Uint8Array(await answer.arrayBuffer()),
      missing: missing.map((each) => ({ mspId: each.split('=')[0] ?? '', reason: each.split('=')[1] ?? '' })),
    };
  }

  /**
   * Returns the newest signed checkpoint of the gateway's ledger (C2SP signed note), or the one over the first `blocks`. With `from` the
   * proof stands before it that it begins with an older one of so many leaves. @throws DatabundError ROUTE_NOT_FOUND if it has fewer
   */
  async readCheckpoint({ blocks, from }: { readonly blocks?: number; readonly from?: number } = {}): Promise<string> {
    const asked = Object.entries({ blocks, from }).flatMap(([name, value]) => (value === undefined ? [] : [`${name}=${String(value)}`]));
    const query = asked.length > 0 ? `?${asked.join('&')}` : '';
    const bytes = await this.connection.readBytes({ method: 'GET', path: `/v1/checkpoint${query}` });
    return new TextDecoder().decode(bytes);
  }

  /** Returns signatures of the text of a checkpoint, with the certificates of their keys, as JSON. @throws DatabundError CHECKPOINT_DIFFERENT */
  readCosignatures(text: string): Promise<unknown> {
    return this.connection.readJson({ method: 'GET', path: `/v1/cosignature?text=${encodeURIComponent(text)}` });
  }

  /**
   * Finds listings by words and filters, page by page at one height, as far as the caller may see them.
   * @example const { items } = await databund.search({ q: 'air quality', charge: ['free'], facets: ['theme'] });
   * @throws DatabundError INPUT_INVALID, CURSOR_INVALID, READ_MODEL_BEHIND
   */
  search(query: SearchRequest = {}): Promise<SearchAnswer> {
    return search(this.connection, query);
  }

  /** Returns the participant of the token, as it is registered. @throws DatabundError TOKEN_INVALID */
  readSelf(): Promise<Participant> {
    return readSelf(this.connection);
  }

  /** Returns the health of the gateway; it needs no token. @throws DatabundError NETWORK_UNAVAILABLE */
  readHealth(): Promise<Health> {
    return readHealth(this.connection);
  }

  /** Makes a one-time code, with which another device begins a session of the same participant. @throws DatabundError TOKEN_INVALID */
  makeSessionCode(): Promise<SessionCodeAnswer> {
    return makeSessionCode(this.connection);
  }

  /** Ends the session of the token. @throws DatabundError TOKEN_INVALID */
  endSession(): Promise<void> {
    return endSession(this.connection);
  }

  /**
   * Returns the objects that a text can mean: at least four characters of an id, a listing or trade number, or a whole title.
   * @throws DatabundError
   */
  findReferences(text: string, kind?: IdKind): Promise<readonly Reference[]> {
    return findReferences(this.connection, text, kind);
  }

  /** Returns the places that the gateway's operator loaded, by code or name, or all. @throws DatabundError */
  listPlaces(q?: string): Promise<readonly Place[]> {
    return listPlaces(this.connection, q);
  }

  /** Reads the gateway's places as a table, by which names become codes and areas; `undefined` if it has none. @throws DatabundError */
  async readPlaceTable(): Promise<PlaceTable | undefined> {
    const table = PlaceTable.parse(await this.listPlaces());
    return table instanceof PlaceTable && table.all.length > 0 ? table : undefined;
  }

  /** Yields every hit of a search. @example for await (const hit of databund.findAll({ q: 'air quality' })) console.log(hit.title); */
  findAll(query: SearchRequest = {}): AsyncGenerator<SearchHit> {
    return iteratePages((page: SearchRequest) => this.search(page), query);
  }

  /**
   * Lists objects by state, time or words, the newest first, page by page at one height, with the names and titles behind their ids.
   * @example const { items, names } = await databund.list('trade', { state: ['FUNDED', 'AUTHORISED'], q: 'air quality' });
   * @throws DatabundError INPUT_INVALID, CURSOR_INVALID, READ_MODEL_BEHIND
   */
  list<N extends FilteredNoun>(noun: N, query: FilteredQuery<N>): Promise<FilteredPage<N>> {
    return listFiltered(this.connection, noun, query);
  }

  /** Yields every object of a filtered list. @example for await (const trade of databund.listAll('trade', { state: ['FUNDED'] })) use(trade); */
  listAll<N extends FilteredNoun>(noun: N, query: FilteredQuery<N>): AsyncGenerator<FilteredItem<N>> {
    return iteratePages((page: FilteredQuery<N>) => this.list(noun, page), query);
  }

  /**
   * Returns what waits for the caller: each object with the steps that it waits for, the most urgent first.
   * @throws DatabundError INPUT_INVALID, READ_MODEL_BEHIND
   */
  readInbox(query: InboxQuery = {}): Promise<InboxAnswer> {
    return readInbox(this.connection, query);
  }

  /**
   * Returns a page of the steps on an object and on all that is linked with it, first to last, as far as the caller may see them.
   * @example const { items } = await databund.history('trade', id);
   * @throws DatabundError INPUT_INVALID, TRADE_NOT_FOUND and the like, CURSOR_INVALID, READ_MODEL_BEHIND
   */
  readonly history = (kind: HistoryKind, id: string, options: HistoryOptions = {}): Promise<Timeline> =>
    readHistory(this.connection, kind, id, options);

  /** Yields every step of a history. */
  findSteps(kind: HistoryKind, id: string, options: HistoryOptions = {}): AsyncGenerator<TimelineEntry> {
    return iteratePages((page: HistoryOptions) => this.history(kind, id, page), options);
  }

  /**
   * Returns a report: of a party's own business (`income`, `provider`), or for those who oversee (`disclosure`, `exchange`).
   * @throws DatabundError INPUT_INVALID, NOT_PERMITTED, READ_MODEL_BEHIND
   */
  report(kind: Report['kind'], query: ReportQuery = {}): Promise<Report> {
    return readReport(this.connection, kind, query);
  }

  /** Yields the channel's blocks as they are stored, in order, up to the height at the time of the call. @throws DatabundError */
  async *blocks(from = 0): AsyncGenerator<Uint8Array> {
    const height = readHeight(await this.connection.readJson({ method: 'GET', path: '/v1/audit/height' }));
    yield* readBlocks(this.connection, { from, height });
  }

  /**
   * Yields the listings that the caller may see as a document for data portals, part by part: joined, the texts are one document.
   * @example for await (const { text } of databund.exportCatalogue({ format: 'turtle' })) file.write(text);
   * @throws DatabundError
   */
  exportCatalogue(options: CatalogueExport): AsyncGenerator<CataloguePart> {
    return exportCatalogue(this.connection, options);
  }
}

function readHeight(answer: unknown): number {
  if (isObject(answer) && typeof answer['height'] === 'number') return answer['height'];
  throw new DatabundError('INTERNAL', { reason: 'the gateway returned no height of the channel', answer });
}

/**
 * Returns a new random id of a kind. The client makes ids, so that a retry creates the same object. @throws DatabundError INPUT_INVALID
 */
export function newId(kind: IdKind): string {
  if (!idKinds.includes(kind)) throw makeInputError('/kind', `is not one of ${idKinds.join(', ')}`);
  return makeRandomId(kind, crypto.getRandomValues(new Uint8Array(17)));
}
