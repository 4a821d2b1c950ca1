import { showValue } from './values/show-value';
import { checkSize, hashJson, toCanonicalJson, type ListingContent } from '@databund/model';
import { hasAddress } from './addresses';
import { dropContacts } from './contacts';
import { getOwn, importDefaults, isObject, joinPath, omitEmpty } from './fields';
import { Members } from './members';
import { RecordError } from './record-error';
import type { CatalogueContext, Format } from './format';
import type { Draft, LocalFile, Note, SourceRules } from './record';
import type { SourceObject } from './source-object';
import { sortLists } from './sort-lists';
import { escapeUnsafe } from './values/text';

const sourceLimitBytes = 8_192;
const maxDistributions = 256;

/** A record as it will be listed. */
export interface MappedRecord {
  readonly content: ListingContent;
  readonly files: readonly LocalFile[];
  /** The paths of the members that name or reach a person and were left out. */
  readonly droppedContacts: readonly string[];
  /** Remarks on its members. */
  readonly notes: readonly Note[];
}

/**
 * Maps a record to a listing's content. Members that have no place in a listing go into `source`, except those that name or reach a
 * person, which are left out unless `keepContacts` is set. @throws RecordError
 */
export async function mapRecord(
  format: Format,
  record: SourceObject,
  context: CatalogueContext,
  identifier: string,
): Promise<MappedRecord> {
  const { members, draft: read } = await readDraft(format, record, context);
  const { files = [], access, isComplete = false, ...draft } = read;
  takeIdentifier(members, identifier);
  const { title } = draft;
  if (!title) throw new RecordError('MEMBER_MISSING', 'has no title');
  if (isComplete) return { content: { ...draft, title }, files, droppedContacts: [], notes: [] };
  const assumed: Note[] = [];
  const defaults = { ...importDefaults, ...context.rules?.defaults, ...mapGrade(access, context.rules) };
  const listed = { ...completeTexts({ ...draft, title }, context, assumed), identifier };
  for (const [member, value] of Object.entries(defaults)) {
    if (!isMissing(listed, member)) continue;
    assumed.push({ kind: 'assumed', path: member, reason: JSON.stringify(value) });
  }
  const { kept, dropped } = context.keepContacts === true ? { kept: members.rest, dropped: [] } : dropContacts(members.rest ?? {});
  const { source, notes } = makeSource(format.name, kept);
  const contacts = dropped.map((path): Note => ({ kind: 'contact', path }));
  const { content, cut } = fitContent({ ...omitEmpty({ ...defaults, ...listed }), source }, context);
  const removed = members.notes.flatMap(({ kind, path }) => (kind === 'contact' ? [path] : []));
  return {
    content,
    files,
    droppedContacts: [...removed, ...dropped],
    notes: [...assumed, ...members.notes, ...contacts, ...notes, ...cut],
  };
}

async function readDraft(format: Format, record: SourceObject, context: CatalogueContext) {
  const options = { ...context, hasLists: format.hasLists };
  const members = Members.open(record, options);
  const draft = await format.map(members, context);
  if (draft.isComplete !== true) return { members, draft };
  // An export of an exchange has only what its ledger has already.
  return { members, draft: await format.map(Members.open(record, { ...options, keepContacts: true }), context) };
}

/** Leaves out the last distributions of a content that is too large for the exchange, with a note that has them. */
function fitContent(
  content: ListingContent,
  { limits, isStrict }: CatalogueContext,
): { readonly content: ListingContent; readonly cut: readonly Note[] } {
  const { distributions = [] } = content;
  const isOver = (count: number) => checkSize({ ...content, distributions: distributions.slice(0, count) }, limits)?.path === '/content';
  if (isStrict || distributions.length === 0 || (distributions.length <= maxDistributions && !isOver(distributions.length)))
    return { content, cut: [] };
  let [fits, exceeds] = [0, Math.min(distributions.length, maxDistributions) + 1];
  while (exceeds - fits > 1) {
    const middle = Math.floor((fits + exceeds) / 2);
    if (isOver(middle)) exceeds = middle;
    else fits = middle;
  }
  const reason = `are ${String(distributions.length)}, and the first ${String(fits)} are listed`;
  const left = distributions.slice(fits);
  return {
    content: { ...content, distributions: distributions.slice(0, fits) },
    cut: [{ kind: 'cut', path: 'distributions', reason, value: left }],
  };
}

/** Takes the members that have the identifier as their text. */
function takeIdentifier(members: Members, identifier: string): void {
  if (hasAddress(identifier) && members.options.keepContacts !== true)
    members.note('doubtful', ['identifier'], 'has the address of a person, which is listed');
  for (const [name, value] of Object.entries(members.value))
    if ((typeof value === 'string' || typeof value === 'number') && String(value).normalize('NFC').trim() === identifier)
      members.take(name, () => identifier);
}

function isMissing(listed: object, member: string): boolean {
  return !Object.entries(listed).some(
    ([name, value]) => name === member && value !== undefined && !(Array.isArray(value) && value.length === 0),
  );
}

/** Rejects a record that is not public unless the source's file grades its level of access: a person must choose. @throws ACCESS_NOT_PUBLIC */
function mapGrade(access: string | undefined, rules: SourceRules | undefined): Partial<ListingContent> {
  const grade = access === undefined ? undefined : getOwn(rules?.map?.grade, access);
  if (grade === 'general' || grade === 'important' || grade === 'core') return { grade };
  if (access !== undefined && access.toLowerCase() !== 'public')
    throw new RecordError('ACCESS_NOT_PUBLIC', `its access is not public: ${showValue(access)}`);
  return {};
}

/** Adds what the exchange asks for and many sources leave out: the title as description, the source's name as publisher, a language. */
function completeTexts(draft: Draft & Pick<ListingContent, 'title'>, context: CatalogueContext, assumed: Note[]): ListingContent {
  const { defaults = {} } = context.rules ?? {};
  const { language, isStrict, publisher = 'unspecified' } = context;
  const usual = {
    languages: defaults.languages ?? Object.keys(draft.title),
    ...(!isStrict && { description: draft.title, publisher: { name: { [language]: publisher } } }),
    ...(defaults.description && { description: defaults.description }),
    ...(defaults.publisher && { publisher: defaults.publisher }),
  };
  const completed = Object.fromEntries(Object.entries(usual).filter(([member]) => isMissing(draft, member)));
  for (const [path, value] of Object.entries(completed)) assumed.push({ kind: 'assumed', path, reason: showValue(value) });
  return { ...omitEmpty(draft), ...completed };
}

interface MadeSource {
  readonly source: NonNullable<ListingContent['source']>;
  readonly notes: readonly Note[];
}

/**
 * Returns a listing's source: the remaining members as canonical JSON. Over 8 KiB the largest members are replaced by their hashes, and
 * the hash of all of them is kept, of which the order of lists is no part.
 */
function makeSource(format: string, rest: SourceObject = {}): MadeSource {
  const escaped: Note[] = [];
  const kept = toWellFormed(rest, escaped);
  if (Object.keys(kept).length === 0) return { source: { format }, notes: [] };
  const text = toCanonicalJson(kept);
  if (measure(text) <= sourceLimitBytes) return { source: { format, record: text }, notes: escaped };
  const { record, hashed } = hashLargest(kept);
  const notes = hashed.map((path): Note => ({ kind: 'hashed', path, reason: 'is kept by its hash, because the source is over 8 KiB' }));
  return {
    source: { format, ...(record !== undefined && { record }), recordHash: hashJson(sortLists(kept)) },
    notes: [...escaped, ...notes],
  };
}

function hashLargest(rest: SourceObject): { readonly record: string | undefined; readonly hashed: readonly string[] } {
  const members = new Map(
    Object.entries(rest).map(([name, value]) => [name, { value, bytes: measure(toCanonicalJson({ [name]: value })) }]),
  );
  const hashed: string[] = [];
  const countAll = () => [...members.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  while (countAll() > sourceLimitBytes) {
    const [name] = [...members].filter(([each]) => !hashed.includes(each)).sort(([, one], [, other]) => other.bytes - one.bytes)[0] ?? [];
    if (name === undefined) return { record: undefined, hashed };
    const value = `sha-256:${hashJson({ value: sortLists(members.get(name)?.value) }).value}`;
    members.set(name, { value, bytes: measure(toCanonicalJson({ [name]: value })) });
    hashed.push(name);
  }
  return { record: toCanonicalJson(Object.fromEntries([...members].map(([name, { value }]) => [name, value]))), hashed };
}

function measure(text: string): number {
  return Buffer.byteLength(text);
}

/** Escapes the texts that canonical JSON, or the ledger, could not hold. The report has them as they are. */
function toWellFormed(value: SourceObject, notes: Note[]): SourceObject {
  if (!/\\ud[89a-f]|[\u202a-\u202e\u2066-\u2069\u{10ffff}]/iu.test(JSON.stringify(value))) return value;
  const escaped = escapeTexts(value, '', notes);
  return isObject(escaped) ? escaped : {};
}

/** Escapes texts and names of members at any depth. */
function escapeTexts(value: unknown, path: string, notes: Note[]): unknown {
  if (typeof value === 'string') return escapeText(value, path, notes);
  if (Array.isArray(value)) return value.map((each, index) => escapeTexts(each, joinPath(path, String(index)), notes));
  if (!isObject(value)) return value;
  const members = Object.entries(value).map(([name, member]): [string, unknown] => {
    const escaped = escapeText(name, joinPath(path, 'name'), notes);
    return [escaped, escapeTexts(member, joinPath(path, escaped), notes)];
  });
  return Object.fromEntries(members);
}

function escapeText(text: string, path: string, notes: Note[]): string {
  if (text.isWellFormed() && !/[\u202a-\u202e\u2066-\u2069\u{10ffff}]/u.test(text)) return text;
  notes.push({ kind: 'changed', path, reason: 'is kept with escapes', value: text });
  return escapeUnsafe(text);
}
