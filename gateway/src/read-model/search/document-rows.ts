import type { ListingRecord } from '@databund/model';
import type { ReadStore, Statement } from '../read-store';
import { describeHit, findBox, indexTexts, listFacets } from './describe-content';
import { foldText } from './fold-text';
import { isForgivable, listTokens } from './tokenize';
import { listDeletes } from './one-mistake';

/** The columns of a standing. */
export interface StandingRow {
  readonly state: string;
  /** The instant at which the state changes by itself, and what it is then. */
  readonly turnsAt: string | null;
  readonly stateThen: string;
  readonly seen: number;
  readonly changedAt: string;
  readonly grade: string;
  readonly isAuthoritative: boolean;
}

const longestTitle = 200;
const mostWords = 100_000;
const insertDocument = `insert into doc (doc, listing, version, from_block, content, provider, hit, title, bytes, west, south, east, north)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;
const insertTexts = 'insert into listing_text (rowid, title, pairs, body) values (?, ?, ?, ?)';
const insertArea = 'insert into area (doc, west, east, south, north, first, last) values (?, ?, ?, ?, ?, ?, ?)';
const insertFacet = 'insert into facet (doc, name, value) values (?, ?, ?)';
const insertSpelling = 'insert or ignore into spelling (part, word) values (?, ?)';
const insertStanding = `insert into standing (doc, from_block, state, turns_at, state_then, seen, changed_at, grade, authoritative)
  values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;

/** Writes the documents of listings, and the words of their titles. */
export class DocumentRows {
  private readonly knownWords = new Set<string>();

  constructor(private readonly store: ReadStore) {}

  /** Writes the rows of a document, which is not in the store yet. */
  async writeDocument(
    doc: number,
    listing: ListingRecord,
    { content, block }: { readonly content: string; readonly block: number },
  ): Promise<readonly Statement[]> {
    const hit = describeHit(listing);
    const texts = indexTexts(listing.content);
    const box = findBox(listing.content);
    const title = foldText(Object.values(hit.title)[0] ?? '').slice(0, longestTitle);
    const edges = box ? [box.west, box.south, box.east, box.north] : [null, null, null, null];
    const values = [doc, hit.id, hit.version, block, content, hit.provider, JSON.stringify(hit), title, hit.byteSize, ...edges];
    return [
      { sql: insertDocument, values },
      { sql: insertTexts, values: [doc, texts.title, texts.pairs, texts.body] },
      ...(box ? [{ sql: insertArea, values: [doc, box.west, box.east, box.south, box.north, doc, doc] }] : []),
      ...listFacets(listing).map(([name, value]) => ({ sql: insertFacet, values: [doc, name, value] })),
      ...(await this.writeWords(Object.values(hit.title))),
    ];
  }

  /** Writes the words of titles that are new, so that a typing mistake in them is forgiven. */
  private async writeWords(texts: readonly string[]): Promise<readonly Statement[]> {
    const words = new Set(texts.flatMap((text) => listTokens(text)).filter(isForgivable));
    const statements: Statement[] = [];
    for (const word of words) {
      if (this.knownWords.has(word)) continue;
      if (this.knownWords.size >= mostWords) this.knownWords.clear();
      this.knownWords.add(word);
      if ((await this.store.query('select 1 from spelling where part = ? and word = ?', word, word)).length > 0) continue;
      for (const part of listDeletes(word)) statements.push({ sql: insertSpelling, values: [part, word] });
    }
    return statements;
  }
}

/** Begins a standing of a document. */
export function writeStanding(doc: number, block: number, row: StandingRow): Statement {
  const { state, turnsAt, stateThen, seen, changedAt, grade } = row;
  return { sql: insertStanding, values: [doc, block, state, turnsAt, stateThen, seen, changedAt, grade, row.isAuthoritative ? 1 : 0] };
}

/** Ends the standing of a document. */
export function endStanding(doc: number, block: number): Statement {
  return { sql: 'update standing set to_block = ? where doc = ? and to_block is null', values: [block, doc] };
}

/** Ends a document with its standing. */
export function endDocument(doc: number, block: number): readonly Statement[] {
  return [{ sql: 'update doc set to_block = ? where doc = ?', values: [block, doc] }, endStanding(doc, block)];
}
