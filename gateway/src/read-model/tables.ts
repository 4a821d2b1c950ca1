/**
 * Tables whose rows all follow from the blocks. A value was valid from its block `from_block` on, until block `to_block` replaced it; of
 * several in one block the last one counts.
 */
export const ledgerTables: readonly string[] = [
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

/** The tables whose rows two stores of the same blocks share. */
export const comparedTables: readonly string[] = ['checkpoint', 'block', 'tx', 'version', 'anchor', 'policy'];
