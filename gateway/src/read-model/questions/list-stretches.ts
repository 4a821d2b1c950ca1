import type { Access } from '@databund/client';
import { charter, keys, readAuthorisation, Session, stateOfAuthorisation, type AuthorisationFacts } from '@databund/model';
import { findShown } from '../evaluate-at';
import { nameVersion } from '../history/linked-record';
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

const selectSteps = `select distinct trace.block, trace.position, tx.time, actor, reason from trace
  join tx on tx.block = trace.block and tx.position = trace.position
  where subject = ? and (trace.id = subject or trace.id || '@' = subject) and trace.block < ?`;

/** Lists the steps on an authorisation in their order, with those on the standing approvals that it names and on the grade that these need. */
async function listSteps(id: string, { model, moment }: Parts): Promise<readonly Row[]> {
  const { listing = '', standing = {} } = (await moment.store.find(keys.authorisation(id))) ?? {};
  const named = Object.values(standing);
  const subjects = [id, ...named, ...(named.length > 0 ? [nameVersion(listing)] : [])];
  const found = await Promise.all(subjects.map((subject) => model.store.query(selectSteps, subject, moment.store.height)));
  const compare = (one: Row, other: Row, name: string) => getNumber(one, name) - getNumber(other, name);
  return found.flat().sort((one, other) => compare(one, other, 'block') || compare(one, other, 'position'));
}

/** Lists when an authorisation was ACTIVE within its window, as far as that is between two dates. */
export async function listStretches(
  id: string,
  { from, to }: { readonly from: string; readonly to: string },
  parts: Parts,
): Promise<readonly Stretch[]> {
  const { model, names } = parts;
  const rows = await listSteps(id, parts);
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
