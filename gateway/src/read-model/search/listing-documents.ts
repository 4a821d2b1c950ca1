import {
  charter,
  fromStateKey,
  hashBytes,
  keys,
  normalizeAdcode,
  readStanding,
  Session,
  toCanonicalJson,
  viewStanding,
  type DesignationRecord,
  type Key,
  type ListingStanding,
  type StandingFacts,
} from '@databund/model';
import type { BlockOverlay } from '../block-overlay';
import type { Checkpoint } from '../checkpoint';
import { findShown } from '../evaluate-at';
import type { ReadBlock } from '../read-block';
import { getNumber, getText, type ReadStore, type Statement } from '../read-store';
import { DocumentRows, endDocument, endStanding, writeStanding, type StandingRow } from './document-rows';
import { encodeSight } from './sight';

/** A version of a listing as the model sees it after a block. */
interface Version {
  readonly facts: StandingFacts;
  readonly row: StandingRow;
}

/** Derives the rows by which listings are found from what a block changes, by the functions of the model. */
export class ListingDocuments {
  private readonly rows: DocumentRows;

  constructor(private readonly store: ReadStore) {
    this.rows = new DocumentRows(store);
  }

  /** Returns the rows that a block changes. */
  async derive(overlay: BlockOverlay, block: ReadBlock, { time }: Checkpoint): Promise<readonly Statement[]> {
    const session = new Session(overlay, charter, time);
    const statements: Statement[] = [];
    const numbers = { next: await this.findNext() };
    for (const id of await this.listTouched(overlay, block, time))
      statements.push(...(await this.deriveListing(session, { id, block: block.number, time }, numbers)));
    return statements;
  }

  private async findNext(): Promise<number> {
    const [row] = await this.store.query('select coalesce(max(doc), 0) + 1 as next from doc');
    return row ? getNumber(row, 'next') : 1;
  }

  /** Lists the listings that look otherwise after a block. */
  private async listTouched(overlay: BlockOverlay, { transactions }: ReadBlock, time: string): Promise<readonly string[]> {
    const touched = new Set(transactions.filter(({ accesses }) => accesses.length > 0).flatMap(({ input }) => findListingId(input)));
    let concernsNotices = false;
    for (const stateKey of overlay.writtenKeys) {
      const key = fromStateKey(stateKey);
      if (!key) continue;
      for (const id of await listConcerned(overlay, key)) touched.add(id);
      concernsNotices ||= noticeTypes.has(key.type);
    }
    if (concernsNotices) for (const id of await this.listInNotice(time)) touched.add(id);
    return [...touched].sort();
  }

  /** Lists those whose notice has not ended, because the end depends on further records. */
  private async listInNotice(time: string): Promise<readonly string[]> {
    const sql = `select distinct listing from standing join doc on doc.doc = standing.doc
      where standing.state = 'NOTICE' and standing.to_block is null and (turns_at is null or turns_at > ?)`;
    return (await this.store.query(sql, time)).map((row) => getText(row, 'listing'));
  }

  private async deriveListing(session: Session, { id, block, time }: Place, numbers: { next: number }): Promise<readonly Statement[]> {
    const open = new Map((await this.store.query(openRows, id)).map((row) => [getNumber(row, 'version'), row]));
    const statements: Statement[] = [];
    for (const [version, { facts, row }] of await readVersions(session, id, time)) {
      const { listing } = facts;
      const content = hashBytes(toCanonicalJson(listing.content)).value;
      const known = open.get(version);
      open.delete(version);
      const isSame = known !== undefined && getText(known, 'content') === content;
      const doc = isSame ? getNumber(known, 'doc') : numbers.next;
      if (!isSame) {
        numbers.next += 1;
        if (known) statements.push(...endDocument(getNumber(known, 'doc'), block));
        statements.push(...(await this.rows.writeDocument(doc, listing, { content, block })));
      }
      const standing = JSON.stringify(Object.values(row));
      if (isSame && known['standing'] === standing) continue;
      if (isSame) statements.push(endStanding(doc, block));
      statements.push(writeStanding(doc, block, row));
    }
    for (const row of open.values()) statements.push(...endDocument(getNumber(row, 'doc'), block));
    return statements;
  }
}

interface Place {
  readonly id: string;
  readonly block: number;
  readonly time: string;
}

const openRows = `select doc.doc, version, content,
  json_array(state, turns_at, state_then, seen, changed_at, grade, json(case authoritative when 1 then 'true' else 'false' end)) as standing
  from doc join standing on standing.doc = doc.doc and standing.to_block is null where listing = ? and doc.to_block is null`;

/** The records on which the end of a notice depends. */
const noticeTypes: ReadonlySet<string> = new Set(['exchange', 'resource', 'mandate']);
const listingTypes: ReadonlySet<string> = new Set(['listing', 'listing-version', 'grade', 'attestation', 'held-notice']);

/** Lists the listings that a written key is about. A designation is about the listing before, too. */
async function listConcerned(overlay: BlockOverlay, key: Key): Promise<readonly string[]> {
  const { type, parts } = key;
  if (listingTypes.has(type)) return parts.slice(0, 1);
  if (type === 'stance' && parts[0] === 'listing') return (parts[1] ?? '').split('@').slice(0, 1);
  if (type !== 'authoritative') return [];
  const designation = key as Key<DesignationRecord>; // `as`: the type of a key determines the type of its records.
  const found = [await overlay.before.find(designation), await overlay.find(designation)];
  return found.flatMap((record) => record?.listing ?? []);
}

/** Finds the listing of a call. What an organisation keeps privately can stop it, and no public key says so. */
function findListingId(input: string): readonly string[] {
  return /"id":"(lst-[0-9a-z]{26})"/.exec(input)?.slice(1, 2) ?? [];
}

async function readVersions(session: Session, id: string, time: string): Promise<ReadonlyMap<number, Version>> {
  const pointer = await session.find(keys.listing(id));
  const found = new Map<number, StandingFacts>();
  for (let version = 1; version <= (pointer?.newest ?? 0); version += 1) {
    const facts = await findFacts(session, id, version);
    if (facts) found.set(version, facts);
  }
  const ends = [...found.values()].flatMap((facts) => listEnds(facts, time)).sort();
  const versions = new Map<number, Version>();
  for (const [version, facts] of found) versions.set(version, { facts, row: await describeStanding(session, facts, { time, ends }) });
  return versions;
}

/**
 * Lists the instants after a time at which a notice can end by itself. At its end an objection can hold it for one more period, and later a
 * mandate can come into force.
 */
function listEnds(facts: StandingFacts, time: string): readonly string[] {
  const ends = facts.mandate && facts.mandate.from > time ? [facts.mandate.from] : [];
  for (let at = time; ;) {
    const { state, endsAt } = viewStanding(facts, at);
    if (state !== 'NOTICE' || endsAt === undefined || endsAt <= at) return ends;
    ends.push(endsAt);
    at = endsAt;
  }
}

function findFacts(session: Session, id: string, version: number): Promise<StandingFacts | undefined> {
  return findShown(() => readStanding(session, id, version));
}

interface Instants {
  readonly time: string;
  /** The instants at which a notice of the listing can end. */
  readonly ends: readonly string[];
}

async function describeStanding(session: Session, facts: StandingFacts, { time, ends }: Instants): Promise<StandingRow> {
  const view: ListingStanding = viewStanding(facts, time);
  const { content } = facts.listing;
  const turnsAt = ends.find((end) => end > time && viewStanding(facts, end).state !== view.state);
  return {
    state: view.state,
    turnsAt: turnsAt ?? null,
    stateThen: turnsAt === undefined ? view.state : viewStanding(facts, turnsAt).state,
    seen: encodeSight(facts),
    changedAt: view.change.at,
    grade: view.grade?.grade ?? content.grade ?? '',
    isAuthoritative: await isAuthoritative(session, facts),
  };
}

/** Returns whether the authority designated the listing for one of its themes. */
async function isAuthoritative(session: Session, { listing: { id, content } }: StandingFacts): Promise<boolean> {
  const { theme = [], spatial } = content;
  if (spatial?.adcode === undefined) return false;
  for (const each of theme) {
    const designation = await session.find(keys.authoritative(each, normalizeAdcode(spatial.adcode)));
    if (designation?.state === 'DESIGNATED' && designation.listing === id) return true;
  }
  return false;
}
