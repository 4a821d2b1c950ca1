import { newId } from '@databund/client';
import type { AnswerOf } from '@databund/model';
import { printAnswer } from './print-answer';
import type { Session } from './session';

/** The options of `databund renew`. */
export interface RenewOptions {
  readonly until?: string;
  readonly count?: number;
}

type Authorisation = AnswerOf<'GetAuthorisation'>;

const inForce: readonly Authorisation['state'][] = ['ACTIVE', 'GRANTED'];

/** Requests an authorisation again, on its terms, for the newest version of its listing. @throws UsageError, DatabundError */
export async function renewAuthorisation(session: Session, reference: string, { until, count }: RenewOptions): Promise<void> {
  const databund = await session.connect();
  const id = await session.resolve(reference, 'aut');
  const before = await databund.authorisation.get({ id });
  const { version } = await databund.listing.get({ id: before.listing });
  // The note is a private text of the request before.
  const { note: _note, ...terms } = before.terms;
  const period = choosePeriod(before, until);
  const renewed = { ...terms, ...period, count: count ?? terms.count };
  session.note(`Requests version ${String(version)} from ${period.from} until ${period.until}, ${String(renewed.count)} deliveries`);
  const answer = await databund.authorisation.request({ id: newId('aut'), listing: before.listing, version, terms: renewed, renews: id });
  await printAnswer(session, databund, answer);
}

/** Returns the period that follows, as long as the one before: from its end if it is in force, else from now on. */
function choosePeriod({ state, terms }: Authorisation, until: string | undefined): { readonly from: string; readonly until: string } {
  const now = new Date().toISOString();
  const from = inForce.includes(state) && terms.until > now ? terms.until : now;
  const lengthMs = Date.parse(terms.until) - Date.parse(terms.from);
  return { from, until: until ?? new Date(Date.parse(from) + lengthMs).toISOString() };
}
