import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DocumentRows, writeStanding } from '@databund/gateway/internal/read-model/search/document-rows';
import { RowFinder, type After, type RowSearch } from '@databund/gateway/internal/read-model/search/search-rows';
import type { ReadStore } from '@databund/gateway/internal/read-model/read-store';
import { SqliteStore } from '@databund/gateway/internal/read-model/sqlite-store';
import { tables } from '@databund/gateway/internal/read-model/tables';
import type { FacetName } from '@databund/client';
import type { ListingContent, ListingRecord } from '@databund/model';

const time = '2026-01-01T00:00:00.000Z';
const standing = {
  state: 'LISTED',
  turnsAt: null,
  stateThen: 'LISTED',
  seen: 1,
  changedAt: time,
  grade: 'general',
  isAuthoritative: false,
};

/** Documents in a store without blocks, which everybody may see. */
export class TextStore {
  private readonly rows: DocumentRows;
  private size = 0;

  private constructor(
    private readonly store: ReadStore,
    private readonly folder: string,
  ) {
    this.rows = new DocumentRows(store);
  }

  static async open(): Promise<TextStore> {
    const folder = mkdtempSync(join(tmpdir(), 'databund-texts-'));
    return new TextStore(await SqliteStore.open(join(folder, 'rows.db'), tables), folder);
  }

  async close(): Promise<void> {
    await this.store.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Adds listings with these contents, each under the next number. */
  async add(contents: readonly ListingContent[]): Promise<void> {
    const statements = [];
    for (const content of contents) {
      this.size += 1;
      const id = `lst-${String(this.size).padStart(26, '0')}`;
      const listing: ListingRecord = { id, version: 1, provider: `ptc-${'0'.repeat(26)}`, mspId: 'ProviderMSP', content, state: 'NOTICE' };
      statements.push(...(await this.rows.writeDocument(this.size, listing, { content: id, block: 0 })));
      statements.push(writeStanding(this.size, 0, standing));
    }
    await this.store.write(statements);
  }

  /** Counts documents and the values of facets. */
  async count(query: RowSearch['query'], facets: readonly FacetName[]): Promise<unknown> {
    return (await this.prepare(query)).count(facets);
  }

  /** Finds a page of documents, by default the first. */
  async find(query: RowSearch['query'], limit: number, after?: After): ReturnType<RowFinder['find']> {
    return (await this.prepare(query)).find(limit, after);
  }

  private prepare(query: RowSearch['query']): Promise<RowFinder> {
    const seer = { sight: 1, selves: [''] };
    return RowFinder.prepare(this.store, { query, height: 1, time, seer, isPast: false });
  }
}
