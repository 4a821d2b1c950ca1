import { fromStateKey, isInstant, keys, type LanguageMap, type Store } from '@databund/model';
import type { BlockOverlay } from '../block-overlay';
import type { Checkpoint } from '../checkpoint';
import type { ReadBlock } from '../read-block';
import { getNumber, getText, type ReadStore, type Row, type Statement, type Value } from '../read-store';
import { listTokens } from '../search/tokenize';
import { judgeObject, listTexts, type JudgedObject, type ObjectAnswer } from './judge-object';
import { findNames, partyNouns, type ObjectName, type ObjectNoun } from './nouns';

/** Derives the rows by which objects are listed from what a block changes, by the functions of the model. */
export class ObjectRows {
  constructor(private readonly store: ReadStore) {}

  /** Returns the rows that a block changes. */
  async derive(overlay: BlockOverlay, block: ReadBlock, { time }: Checkpoint): Promise<readonly Statement[]> {
    const touched = await this.listTouched(overlay, block, time);
    const numbers = touched.length > 0 ? await this.findNext() : { next: 0, nextWords: 0 };
    const statements: Statement[] = [];
    for (const name of touched) statements.push(...(await this.deriveObject(overlay, name, { block: block.number, time, numbers })));
    return statements;
  }

  private async findNext(): Promise<Place['numbers']> {
    const [row] = await this.store.query(nextNumbers);
    return row ? { next: getNumber(row, 'next'), nextWords: getNumber(row, 'next_words') } : { next: 1, nextWords: 1 };
  }

  /** Lists the objects that look otherwise after a block: those that it names, what depends on them, and what changed by itself before it. */
  private async listTouched(overlay: BlockOverlay, block: ReadBlock, time: string): Promise<readonly ObjectName[]> {
    const touched = new Map<string, ObjectName>();
    const add = (names: readonly ObjectName[]) => names.forEach((name) => touched.set(name.id, name));
    for (const { input, accesses } of block.transactions) if (accesses.length > 0) add(findCalled(input));
    for (const stateKey of overlay.writtenKeys) add(findWritten(stateKey));
    add((await this.store.query(turned, time)).map(readObjectName));
    for (const stateKey of overlay.writtenKeys) add(await this.listResting(stateKey));
    const named = [...touched.values()].filter(({ noun }) => partyNouns.has(noun));
    for (const name of named) add(await this.listRelatives(name));
    return [...touched.values()].sort((a, b) => (a.id < b.id ? -1 : 1));
  }

  /** Lists the authorisations that name standing approvals and depend on a written key: on one of these, or on the grade of their listing. */
  private async listResting(stateKey: string): Promise<readonly ObjectName[]> {
    const { type, parts: [id = ''] = [] } = fromStateKey(stateKey) ?? {};
    if (type !== 'standing' && type !== 'grade') return [];
    return (await this.store.query(resting, `"${id.slice('sta-'.length)}" "sta"`)).map(readObjectName);
  }

  /** Lists what stands under the same authorisation and can depend on an object: all but deliveries that have ended. */
  private async listRelatives({ noun, id }: ObjectName): Promise<readonly ObjectName[]> {
    const [row] = noun === 'authorisation' ? [] : await this.store.query('select parent from object where noun = ? and id = ?', noun, id);
    const parent = noun === 'authorisation' ? id : (row?.['parent'] ?? null);
    return parent === null ? [] : (await this.store.query(relatives, parent)).map(readObjectName);
  }

  private async deriveObject(store: Store, name: ObjectName, { block, time, numbers }: Place): Promise<readonly Statement[]> {
    const judged = await judgeObject(store, name, time);
    const [known] = await this.store.query(knownObject, name.noun, name.id);
    if (!judged) return known ? [endStanding(getNumber(known, 'num'), block)] : [];
    const num = known ? getNumber(known, 'num') : numbers.next;
    const parties = {
      provider: toText(judged.answer['provider']),
      buyer: toText(judged.answer['buyer']),
      parent: findParent(name, judged),
    };
    const text = await describeTexts(store, judged.answer);
    if (!known) numbers.next += 1;
    return [
      ...(known ? [] : [insertObject(num, name, parties)]),
      ...(known?.['text'] === text ? [] : writeWords({ num, block, numbers }, text)),
      ...(known && isSame(known, judged)
        ? []
        : [endStanding(num, block), insertStanding({ num, block, noun: name.noun }, parties, judged)]),
    ];
  }
}

interface Place {
  readonly block: number;
  readonly time: string;
  readonly numbers: { next: number; nextWords: number };
}

interface Parties {
  readonly provider: string | null;
  readonly buyer: string | null;
  /** The authorisation under which the object stands. */
  readonly parent: string | null;
}

const turned = `select noun, id from object where num in (
  select num from object_standing where to_block is null and turns_at is not null and turns_at <= ?)`;
const relatives = `select noun, id from object where num in (
  select num from object_standing where to_block is null and parent = ? and (noun <> 'delivery' or turns_at is not null))`;
/** The words of an object have the kinds of the ids that it names, and these ids. */
const resting = `select o.noun, o.id from object_text t cross join object_words w on w.word_row = t.rowid
  cross join object o on o.num = w.num where object_text match ? and w.to_block is null and o.noun = 'authorisation'`;
const nextNumbers = `select (select coalesce(max(num), 0) + 1 from object) as next,
  (select coalesce(max(word_row), 0) + 1 from object_words) as next_words`;
const knownObject = `select o.num, w.text, s.state, s.turns_at, s.changed_at from object o
  left join object_words w on w.num = o.num and w.to_block is null left join object_standing s on s.num = o.num and s.to_block is null where o.noun = ? and o.id = ?`;

/** Returns the objects that a call names. What an organisation keeps privately can change them, and no public key says so. */
function findCalled(input: string): readonly ObjectName[] {
  const [own] = /"id":"[a-z]{3}-[0-9a-z]{26}"/.exec(input) ?? [];
  return [...findNames(own ?? ''), ...findNames(input).filter(({ noun }) => noun !== 'participant')];
}

/** Returns the objects that a written key is about. Many keys name participants that they do not change. */
function findWritten(stateKey: string): readonly ObjectName[] {
  const key = fromStateKey(stateKey);
  if (!key) return [];
  const isOfParticipants = key.type.startsWith('participant');
  return key.parts.flatMap((part) => findNames(part)).filter(({ noun }) => isOfParticipants || noun !== 'participant');
}

function findParent({ noun, id }: ObjectName, { answer }: JudgedObject): string | null {
  return noun === 'authorisation' ? id : toText(answer['authorisation']);
}

function toText(value: unknown): string | null {
  return typeof value === 'string' ? value : null;
}

function readObjectName(row: Row): ObjectName {
  return { noun: getText(row, 'noun') as ObjectNoun, id: getText(row, 'id') }; // `as`: only such nouns are written.
}

function isSame(row: Row, { state, turnsAt, changedAt }: JudgedObject): boolean {
  return row['state'] === state && row['turns_at'] === turnsAt && row['changed_at'] === changedAt;
}

const hashForm = /^[0-9a-f]{64}$/;

/** Returns the words under which an object is found: its own texts, the names of those that it names, and the titles of listings. */
async function describeTexts(store: Store, answer: ObjectAnswer): Promise<string> {
  const own = listTexts(answer).filter((text) => !hashForm.test(text) && !isInstant(text) && text.length <= 2_000);
  const named = new Set(own.filter((text) => /^(ptc|lst)-/.test(text)));
  const names = await Promise.all([...named].map((id) => readNameIn(store, id, answer)));
  return listTokens([...own, ...names.flatMap((each) => Object.values(each ?? {}))].join(' ')).join(' ');
}

/** Returns the name of a participant, or the title of the listing version that an object names: a later one may be hidden. */
async function readNameIn(store: Store, id: string, { version }: ObjectAnswer): Promise<LanguageMap | undefined> {
  if (id.startsWith('ptc-')) return readName(store, id);
  return typeof version === 'number' ? (await store.find(keys.listingVersion(id, version)))?.content.title : undefined;
}

/** Returns the name of a participant. */
export async function readName(store: Store, id: string): Promise<LanguageMap | undefined> {
  return (await store.find(keys.participant(id)))?.name;
}

function insertObject(num: number, { noun, id }: ObjectName, { provider, buyer, parent }: Parties): Statement {
  const sql = 'insert into object (num, noun, id, provider, buyer, parent) values (?, ?, ?, ?, ?, ?)';
  return { sql, values: [num, noun, id, provider, buyer, parent] };
}

/** Replaces the words of an object from a block on. Earlier ones stay for reads at earlier heights. */
function writeWords(
  { num, block, numbers }: Pick<Place, 'block' | 'numbers'> & { readonly num: number },
  text: string,
): readonly Statement[] {
  const row = numbers.nextWords;
  numbers.nextWords += 1;
  return [
    { sql: 'update object_words set to_block = ? where num = ? and to_block is null', values: [block, num] },
    { sql: 'insert into object_words (word_row, num, from_block, text) values (?, ?, ?, ?)', values: [row, num, block, text] },
    { sql: 'insert into object_text (rowid, text) values (?, ?)', values: [row, text] },
  ];
}

function endStanding(num: number, block: number): Statement {
  return { sql: 'update object_standing set to_block = ? where num = ? and to_block is null', values: [block, num] };
}

function insertStanding(
  { num, block, noun }: { readonly num: number; readonly block: number; readonly noun: ObjectNoun },
  { provider, buyer, parent }: Parties,
  { state, turnsAt, changedAt }: JudgedObject,
): Statement {
  const values: readonly Value[] = [num, noun, provider, buyer, parent, block, state, turnsAt, changedAt];
  const sql = `insert into object_standing (num, noun, provider, buyer, parent, from_block, state, turns_at, changed_at)
    values (?, ?, ?, ?, ?, ?, ?, ?, ?)`;
  return { sql, values };
}
