import type { Access } from '@databund/client';
import { charter, readAuthorisation, Session, stateOfAuthorisation, type AuthorisationFacts } from '@databund/model';
import { findShown } from '../evaluate-at';
import type { NamedActors } from '../named-actors';
import type { HeightMoment, ReadModel } from '../read-model';
import { getNumber, getText, type Row } from '../read-store';

type Stretch = Access['stretches'][number];

interface Parts {
  readonly model: ReadModel;
  readonly moment: HeightMoment;
  readonly names: NamedActors;
}

/** An authorisation after a step on it. */
interface Standing {
  readonly at: string;
  readonly state: string;
  readonly facts: AuthorisationFacts;
  readonly row: Row;
}

const selectSteps = `select distinct trace.block, tx.time, actor, reason from trace
  join tx on tx.block = trace.block and tx.position = trace.position
  where subject = ? and trace.id = subject and trace.block < ? order by trace.block, trace.position`;

/** Lists when an authorisation was ACTIVE within its window, as far as that is between two dates. */
export async function listStretches(
  id: string,
  { from, to }: { readonly from: string; readonly to: string },
  { model, moment, names }: Parts,
): Promise<readonly Stretch[]> {
  const rows = await model.store.query(selectSteps, id, moment.store.height);
  const standings = (await Promise.all(rows.map((row) => readStanding(id, row, model)))).flatMap((standing) => standing ?? []);
  const stretches: Stretch[] = [];
  for (const [index, { state, at, facts }] of standings.entries()) {
    const isActive = state === 'ACTIVE' && standings[index - 1]?.state !== 'ACTIVE';
    if (!isActive) continue;
    const end = standings.slice(index + 1).find((later) => later.state !== 'ACTIVE');
    const { terms } = facts.authorisation;
    const stretch = { from: at > terms.from ? at : terms.from, ...(await describeEnd(terms.until, end, { to, names })) };
    if (stretch.from <= to && stretch.until >= from && stretch.from < stretch.until) stretches.push(stretch);
  }
  return stretches;
}

async function readStanding(id: string, row: Row, model: ReadModel): Promise<Standing | undefined> {
  const at = getText(row, 'time');
  const session = new Session(model.openNow(getNumber(row, 'block') + 1).store, charter, at);
  const facts = await findShown(() => readAuthorisation(session, id));
  return facts && { at, state: stateOfAuthorisation(facts, at), facts, row };
}

interface Ending {
  readonly to: string;
  readonly names: NamedActors;
}

/** Describes the end of a stretch: a step, or the end of the window. One that is still to come has no cause yet. */
async function describeEnd(until: string, end: Standing | undefined, { to, names }: Ending): Promise<Omit<Stretch, 'from'>> {
  if (!end || end.at >= until) return { until, ...(until <= to && { ended: { state: 'EXPIRED' } }) };
  const reason = getText(end.row, 'reason');
  const by = await names.describe(getText(end.row, 'actor'));
  const given = reason === '' ? {} : { reason: JSON.parse(reason) as NonNullable<NonNullable<Stretch['ended']>['reason']> }; // `as`: a row.
  return { until: end.at, ended: { state: end.state, by, ...given } };
}
