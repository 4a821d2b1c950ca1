import type { Role } from '../../kernel/lifecycle';
import type { Reader } from '../../kernel/reader';
import type { Recorded } from '../../kernel/record';
import { stanceSlots, type StanceSlot } from '../../kernel/stance';
import { listSaid } from '../../kernel/trail';
import type { Exchange } from '../exchange/records';
import type { CurrentGrade } from '../listing/grade';
import type { ListingRecord } from '../listing/records';
import { participantKeys } from '../participant/keys';
import { findGap, type Gap } from '../standing/coverage';
import { findStanding } from '../standing/read-approval';
import type { StandingApproval } from '../standing/records';
import type { Approver } from './approvers';
import type { AuthorisationRecord } from './records';

/** A standing approval that an authorisation names for a slot, and why it does not count there; no reason if it counts. */
export interface Backing {
  readonly slot: StanceSlot;
  readonly id: string;
  readonly standing: Recorded<StandingApproval> | undefined;
  readonly gap?: Gap | 'not-found' | 'not-needed' | 'other-slot' | 'other-organisation' | 'fills-another-slot' | 'terms-of-counter';
}

/** A use that names standing approvals, and what decides whether they cover it. */
export interface BackedUse {
  readonly head: Pick<AuthorisationRecord, 'standing' | 'buyer' | 'buyerMspId' | 'terms'>;
  /** True if the terms are the buyer's answer to an offer, which nobody can approve before the provider offers them. */
  readonly isCountered: boolean;
  readonly listing: ListingRecord;
  readonly grade: CurrentGrade | undefined;
  readonly approvers: readonly Approver[];
  readonly exchange: Exchange;
}

/** Reads the standing approvals that a use names, each by its key, so that a withdrawal comes before or after what rests on it. */
export async function readBackings(reader: Reader, use: BackedUse): Promise<readonly Backing[]> {
  const named: Backing[] = [];
  for (const slot of stanceSlots) {
    const id = use.head.standing?.[slot];
    if (id !== undefined) named.push({ slot, id, standing: await findStanding(reader, id) });
  }
  const roles = named.some(({ standing }) => standing?.buyers?.roles) ? await readRoles(reader, use) : [];
  return named.map((backing) => {
    const gap = findBackingGap(backing, { ...use, roles, named });
    return { ...backing, ...(gap && { gap }) };
  });
}

/** Returns whether the terms of an authorisation are those of the buyer's last counter. */
export function hasCounteredTerms(head: Recorded<AuthorisationRecord>): boolean {
  return listSaid(head).findLast(({ change: { action } }) => action === 'offer' || action === 'counter')?.change.action === 'counter';
}

/** Returns the roles of the buyer that its organisation may hold now. */
async function readRoles(reader: Reader, { head: { buyer, buyerMspId }, exchange }: BackedUse): Promise<readonly Role[]> {
  const participant = await reader.find(participantKeys.participant(buyer));
  if (participant?.mspId !== buyerMspId) return [];
  const allowed: readonly Role[] = exchange.organisations.find(({ mspId }) => mspId === buyerMspId)?.roles ?? [];
  return allowed.filter((role) => [participant.roles].flat().includes(role));
}

interface Judged extends BackedUse {
  readonly roles: readonly Role[];
  readonly named: readonly Backing[];
}

function findBackingGap({ slot, standing }: Backing, use: Judged): Backing['gap'] {
  const approver = use.approvers.find((each) => each.slot === slot);
  if (!approver) return 'not-needed';
  if (!standing) return 'not-found';
  if (standing.slot !== slot) return 'other-slot';
  if (standing.mspId !== approver.mspId) return 'other-organisation';
  if (use.named.some((other) => other.slot !== slot && other.standing?.givenBy === standing.givenBy)) return 'fills-another-slot';
  if (use.isCountered) return 'terms-of-counter';
  const { head, listing, grade, roles } = use;
  return findGap(standing, { listing, grade: grade?.grade, terms: head.terms, buyer: { id: head.buyer, mspId: head.buyerMspId, roles } });
}
