import { isCaller, type Caller } from '../../kernel/declare';
import { ExchangeError } from '../../kernel/exchange-error';
import { hashOnce, type Hash } from '../../kernel/hash';
import type { Actor } from '../../kernel/lifecycle';
import { need, type Reader } from '../../kernel/reader';
import { isRecorded, type Recorded } from '../../kernel/record';
import { makeStanceKey, stanceSlots, type StanceRecord, type StanceSlot } from '../../kernel/stance';
import type { Exchange } from '../exchange/records';
import { endWait } from '../exchange/period';
import { readExchange } from '../exchange/read-exchange';
import { findGrade } from '../listing/grade';
import { listingKeys } from '../listing/keys';
import { listApprovers, type Approver } from './approvers';
import { hasCounteredTerms, readBackings, type Backing } from './read-backings';
import { authorisationKeys } from './keys';
import type { AuthorisationRecord, AuthorisationState } from './records';
import { computeAuthorisationState, findApproval, findBacking, hasLostBacking, type SlottedStance } from './state';
import { hashTerms } from './terms';
import { authorisationWaits } from './waits';

/** An authorisation as transactions read it. */
export interface AuthorisationFacts {
  readonly authorisation: Recorded<AuthorisationRecord>;
  /** The hash that a stance on these terms names. */
  readonly termsHash: Hash;
  /** The organisations that must approve at the current grade. */
  readonly approvers: readonly Approver[];
  readonly stances: readonly SlottedStance[];
  /** The standing approvals that it names. */
  readonly backings: readonly Backing[];
  readonly exchange: Recorded<Exchange>;
  readonly slotsUsed?: number;
  /** The epoch of the listing version's current grade. */
  readonly epoch: number;
}

/** Reads an authorisation with the stances that count. @throws AUTHORISATION_NOT_FOUND, EXCHANGE_NOT_FOUNDED */
export async function readAuthorisation(reader: Reader, id: string): Promise<AuthorisationFacts> {
  const authorisation = await need(reader, authorisationKeys.authorisation(id), 'AUTHORISATION_NOT_FOUND');
  const listing = await reader.find(listingKeys.listingVersion(authorisation.listing, authorisation.version));
  // The buyer names the provider; another participant of its organisation could not approve for it.
  if (listing && listing.provider !== authorisation.provider) throw new ExchangeError('AUTHORISATION_NOT_FOUND');
  const classified = await reader.find(listingKeys.grade(authorisation.listing));
  const grade = listing && findGrade(listing, classified);
  const exchange = await readExchange(reader);
  const approvers = listApprovers(listing, grade, exchange);
  return {
    authorisation,
    termsHash: hashOnce(authorisation, hashTerms),
    approvers,
    stances: await readStances(reader, authorisation, approvers),
    backings: listing
      ? await readBackings(reader, {
          head: authorisation,
          isCountered: hasCounteredTerms(authorisation),
          listing,
          grade,
          approvers,
          exchange,
        })
      : [],
    epoch: grade?.epoch ?? 1,
    exchange,
  };
}

/** Reads the stances of every slot, whatever the head names. Ignores a PENDING stance of an organisation that need not approve. */
async function readStances(reader: Reader, head: AuthorisationRecord, approvers: readonly Approver[]): Promise<readonly SlottedStance[]> {
  const stances: SlottedStance[] = [];
  for (const slot of stanceSlots) {
    const stance = await readStance(reader, head, slot);
    const mustApprove = approvers.some((approver) => approver.slot === slot);
    if (!stance || (!mustApprove && stance.state === 'PENDING')) continue;
    stances.push({ slot, stance, ...(isRecorded(stance) && { at: stance.change.at }) });
  }
  return stances;
}

/** Reads one stance. If it is missing, its own organisation deleted it, which revokes it. */
async function readStance(reader: Reader, { id, slots }: AuthorisationRecord, slot: StanceSlot): Promise<StanceRecord | undefined> {
  const stance = await reader.find(makeStanceKey('authorisation', id, slot));
  const named = slots.find((each) => each.slot === slot);
  return stance ?? (named && { mspId: named.mspId, state: 'REVOKED' });
}

/** Returns the state of an authorisation at an instant. */
export function stateOfAuthorisation({ authorisation: head, ...facts }: AuthorisationFacts, at: string): AuthorisationState {
  return computeAuthorisationState({ ...facts, head }, at);
}

/**
 * Returns when the period of a suspension ends, if one holds: its buyer can then claim what it paid. The withdrawal of a standing approval on
 * which an ACTIVE use rests is one, too.
 */
export function endSuspension(facts: AuthorisationFacts): string | undefined {
  const { stances, exchange } = facts;
  const suspended = stances.flatMap(({ stance, at }) => (stance.state === 'SUSPENDED' && at !== undefined ? [at] : []));
  const [first] = [...suspended, ...listWithdrawals(facts)].toSorted();
  return first === undefined ? undefined : endWait(exchange, authorisationWaits.SUSPENDED, first);
}

function listWithdrawals(facts: AuthorisationFacts): readonly string[] {
  const lost = facts.approvers.filter(({ slot }) => isInterruptedBy(facts, slot)).map(({ slot }) => slot);
  return facts.backings.flatMap(({ slot, standing }) =>
    lost.includes(slot) && standing?.state === 'WITHDRAWN' ? [standing.change.at] : [],
  );
}

/** Returns whether an ACTIVE use waits for a slot, because the standing approval on which it rested does not count any more. */
export function isInterruptedBy(facts: AuthorisationFacts, slot: StanceSlot): boolean {
  const approver = facts.approvers.find((each) => each.slot === slot);
  return facts.authorisation.state === 'ACTIVE' && approver !== undefined && hasLostBacking(approver, facts);
}

/** Returns the stance that a caller can take: its own organisation's, in the slot of its role. The provider's slot belongs to the provider alone. */
export function findOwnStance({ authorisation, stances }: AuthorisationFacts, caller: Caller): SlottedStance | undefined {
  return stances.find(({ slot, stance }) => {
    if (stance.mspId !== caller.mspId) return false;
    return slot === 'provider' ? isCaller(caller, authorisation.provider) : caller.roles.includes(slot);
  });
}

/** Returns the slots that have not approved at the current epoch of the grade. */
export function countSlotsBehind(facts: AuthorisationFacts): readonly StanceSlot[] {
  const isBehind = (approver: Approver) => {
    const approval = findApproval(approver, facts);
    return approval ? (approval.epoch ?? 1) !== facts.epoch : findBacking(approver, facts) === undefined;
  };
  return facts.approvers.filter(isBehind).map(({ slot }) => slot);
}

/** Returns what a caller is to an authorisation, apart from its roles. */
export function relateToAuthorisation(facts: AuthorisationFacts, caller: Caller): readonly Actor[] {
  const actors: Actor[] = [];
  if (isCaller(caller, facts.authorisation.provider)) actors.push('object-provider');
  if (isCaller(caller, facts.authorisation.buyer)) actors.push('object-buyer');
  const own = findOwnStance(facts, caller);
  if (own) actors.push('object-approver');
  if (own?.stance.state === 'SUSPENDED') actors.push('object-suspender');
  return actors;
}
