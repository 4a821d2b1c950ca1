import { transactions, type Caller } from '@databund/model';
import type { ObjectAnswer } from '../objects/judge-object';
import { evaluateAt, findShown } from '../evaluate-at';
import { getNumber, getText } from '../read-store';
import type { HeightMoment, ReadModel } from '../read-model';

interface Asker {
  readonly caller: Caller;
  readonly moment: HeightMoment;
  readonly model: ReadModel;
}

const sql = `select d.listing as listing, d.version as version from standing s join doc d on d.doc = s.doc
  where s.state in (select value from json_each(?)) and s.state <> 'LISTED' and s.to_block is null order by s.doc desc limit ?`;

/** Reads the listing versions that stand in some states, as the model shows them to a caller. */
export async function findReviewed(
  { caller, moment, model }: Asker,
  states: readonly string[],
  limit: number,
): Promise<{ readonly objects: readonly ObjectAnswer[]; readonly isComplete: boolean }> {
  const rows = await model.store.query(sql, JSON.stringify(states), limit);
  const objects: ObjectAnswer[] = [];
  for (const row of rows) {
    const object = await readVersion({ id: getText(row, 'listing'), version: getNumber(row, 'version') }, moment, caller);
    if (object) objects.push(object);
  }
  return { objects, isComplete: rows.length < limit };
}

function readVersion(command: object, moment: HeightMoment, caller: Caller): Promise<ObjectAnswer | undefined> {
  // `as`: the read of a listing answers one.
  return findShown(async () => (await evaluateAt(transactions.GetListing, moment, command, caller)) as ObjectAnswer);
}
