import * as model from '@databund/model';

/** The standing of a state: somebody is awaited, it is in force, or it has ended. */
export type Standing = 'waiting' | 'in-force' | 'ended';

interface Row {
  readonly from: readonly string[];
  readonly to: readonly string[] | 'same';
}

const rows = Object.entries(model).flatMap(([name, table]: [string, unknown]) => (/Life(cycle)?$/.test(name) ? listRows(table) : []));
const left = new Set(rows.flatMap(({ from }) => from));
const reached = new Set(rows.flatMap(({ to }) => (to === 'same' ? [] : to)));
const awaited = new Set(Object.values(model.waits).flatMap((states) => Object.keys(states)));

/** Returns the standing of a state, as the tables of the state machines have it; `undefined` for a word that is no state. */
export function classifyState(state: string): Standing | undefined {
  if (awaited.has(state)) return 'waiting';
  if (left.has(state)) return 'in-force';
  return reached.has(state) ? 'ended' : undefined;
}

function listRows(table: unknown): readonly Row[] {
  return typeof table === 'object' && table !== null ? Object.values(table).filter(isRow) : [];
}

function isRow(row: unknown): row is Row {
  return typeof row === 'object' && row !== null && 'from' in row && Array.isArray(row.from) && 'to' in row;
}
