/**
 * Tables whose rows all follow from the blocks. A value was valid from its block `from_block` on, until block `to_block` replaced it; of
 * several in one block the last one counts.
 */
const ledgerTables: readonly string[] = [
  `create table checkpoint (
    id integer primary key check (id = 1), channel text not null, genesis blob not null, height integer not null, hash blob not null,
    time text not null)`,
  'create table block (number integer primary key, hash blob not null, time text not null, transactions integer not null)',
  'create index block_by_time on block (time, number)',
  `create table tx (
    block integer not null, position integer not null, id text not null, flag integer not null, type integer not null, time text not null,
    msp text not null, actor text not null, function text not null, endorsers text not null, event text not null,
    primary key (block, position))`,
  'create index tx_by_id on tx (id)',
  'create index tx_by_actor on tx (actor, block)',
  'create index tx_by_msp on tx (msp, block)',
  `create table version (
    key blob not null, from_block integer not null, position integer not null, to_block integer, value blob not null,
    primary key (key, from_block, position))`,
  'create index version_by_block on version (from_block)',
  `create table anchor (
    name text not null, from_block integer not null, position integer not null, to_block integer, hash text not null,
    primary key (name, from_block, position))`,
  `create table policy (
    key blob not null, from_block integer not null, position integer not null, to_block integer, policy blob not null,
    primary key (key, from_block, position))`,
];

/**
 * Tables of search. A document is the content of a listing version while it does not change, under a number that grows; its standings say
 * what the model makes of it after a block.
 */
const searchTables: readonly string[] = [
  `create table doc (
    doc integer primary key, listing text not null, version integer not null, from_block integer not null, to_block integer,
    content text not null, provider text not null, hit text not null, title text not null, bytes integer not null,
    west integer, south integer, east integer, north integer)`,
  'create index doc_by_listing on doc (listing, version)',
  'create index doc_by_title on doc (title, doc)',
  'create index doc_by_box on doc (doc, west, east, south, north)',
  `create table standing (
    doc integer not null, from_block integer not null, to_block integer, state text not null, turns_at text, state_then text not null,
    seen integer not null, changed_at text not null, grade text not null, authoritative integer not null, primary key (doc, from_block))`,
  "create index standing_under_way on standing (state, doc) where state <> 'LISTED' and to_block is null",
  "create index standing_in_notice on standing (turns_at) where state = 'NOTICE' and to_block is null",
  'create table facet (doc integer not null, name text not null, value text not null, unique (name, value, doc))',
  'create index facet_by_doc on facet (doc)',
  'create table spelling (part text not null, word text not null, unique (part, word))',
];

/**
 * Tables of the other objects. An object has a number that grows, and the texts by which it is found; its standings say in which state the
 * model sees it after a block.
 */
const objectTables: readonly string[] = [
  `create table object (
    num integer primary key, noun text not null, id text not null, provider text, buyer text, parent text,
    unique (noun, id))`,
  `create table object_words (
    word_row integer primary key, num integer not null, from_block integer not null, to_block integer, text text not null)`,
  'create index object_words_now on object_words (num) where to_block is null',
  `create table object_standing (
    num integer not null, noun text not null, provider text, buyer text, parent text, from_block integer not null, to_block integer,
    state text not null, turns_at text, changed_at text not null, primary key (num, from_block))`,
  'create index object_by_noun on object_standing (noun, num) where to_block is null',
  'create index object_by_state on object_standing (noun, state, num) where to_block is null',
  'create index object_by_provider on object_standing (provider, noun, num, state) where to_block is null',
  'create index object_by_buyer on object_standing (buyer, noun, num, state) where to_block is null',
  'create index object_by_parent on object_standing (parent, noun, num) where to_block is null',
  'create index object_by_turn on object_standing (turns_at) where to_block is null and turns_at is not null',
  'create index object_by_end on object_standing (to_block) where to_block is not null',
];

/**
 * The table of histories: a transaction that changed an object, under each subject in whose timeline it stands. A subject is an id, `id/` for
 * what was made from it, or `id@version` for one version of a listing.
 */
const historyTables: readonly string[] = [
  `create table trace (
    subject text not null, block integer not null, position integer not null, kind text not null, id text not null,
    version integer not null, part text not null, reason text not null,
    primary key (subject, block, position, kind, id, version, part))`,
];

/** Indexes whose content follows from the tables, by modules of SQLite. */
const searchIndexes: readonly string[] = [
  "create virtual table listing_text using fts5 (title, body, content = '', tokenize = 'ascii')",
  "create virtual table object_text using fts5 (text, content = '', tokenize = 'ascii')",
  'create virtual table area using rtree (doc, west, east, south, north, first, last)',
];

/** Grows when other rows follow from the same blocks, so that a store of an older gateway is rebuilt. */
const rowsVersion = '-- rows of version 4';

/** All tables of a read model. */
export const tables: readonly string[] = [
  rowsVersion,
  ...ledgerTables,
  ...searchTables,
  ...objectTables,
  ...historyTables,
  ...searchIndexes,
];

/** The tables whose rows two stores of the same blocks share. */
export const comparedTables: readonly string[] = [
  'checkpoint',
  'block',
  'tx',
  'version',
  'anchor',
  'policy',
  'doc',
  'standing',
  'facet',
  'spelling',
  'object',
  'object_standing',
  'object_words',
  'trace',
];
