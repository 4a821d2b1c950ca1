import type { Checks } from '../../kernel/declare';
import type { Details, ErrorCode } from '../../kernel/error-table';
import { isSameHash } from '../../kernel/hash';
import { recallAt } from '../../kernel/recall';
import { isRecorded, type Recorded } from '../../kernel/record';
import { listSaid } from '../../kernel/trail';
import type { Exchange } from '../exchange/records';
import { checkCeiling, checkMandate, checkResourceRegistered } from './check-mandate';
import { isAssessorNeeded, isAuthorityNeeded } from './content';
import { findGrade } from './grade';
import { checkNotCore, type ListingFacts } from './read-listing';
import type { JudgedFacts } from './read-state';
import type { Hindrance, ListingRecord } from './records';

type Condition = readonly [code: ErrorCode & Hindrance, check: (facts: JudgedFacts, at: string) => Details | undefined];

/** The conditions that must hold when a version goes to notice, and when the notice ends. */
const conditions: readonly Condition[] = [
  ['CORE_DATA', checkNotCore],
  ['RESOURCE_NOT_REGISTERED', checkResourceRegistered],
  ['MANDATE_NOT_ACTIVE', checkMandate],
  ['OVER_THE_CEILING', checkCeiling],
  ['APPROVAL_MISSING', checkApprovals],
];

/** Returns the conditions as the checks of a transaction, in their order. */
export function checkReady<F extends JudgedFacts>(): Checks<F, unknown> {
  return Object.fromEntries(
    conditions.map(([code, check]) => [code, ({ facts, at }: { readonly facts: F; readonly at: string }) => check(facts, at)]),
  );
}

/** Returns the first condition that did not hold at an instant, by what had been said until then: what is said later changes nothing. */
export function findHindrance(facts: JudgedFacts, at: string, saidUntil = at): Hindrance | undefined {
  const then = recallFacts(facts, saidUntil);
  return conditions.find(([, check]) => check(then, at))?.[0];
}

/** Returns when what the conditions read was changed, from one instant to another. */
export function listChangeTimes(facts: JudgedFacts, from: string, to: string): readonly string[] {
  const { classified, stances, resource, mandate, attestation } = facts;
  const records = [classified, stances?.authority, resource, mandate, attestation].filter((record) => isRecorded(record));
  const times = [...records.flatMap((record) => listSaid(record).map(({ change }) => change.at)), ...(mandate ? [mandate.from] : [])];
  return [...new Set(times)].filter((time) => from <= time && time <= to).sort();
}

function recallFacts(facts: JudgedFacts, at: string): JudgedFacts {
  const { listing, classified, stances, resource, mandate, attestation } = facts;
  const known = recallAt(classified, at);
  return {
    ...facts,
    classified: known,
    grade: findGrade(listing, known),
    stances: stances && { ...stances, authority: recallStance(stances.authority, at) },
    resource: recallAt(resource, at),
    mandate: recallAt(mandate, at),
    attestation: recallAt(attestation, at),
  };
}

type Stance = NonNullable<ListingFacts['stances']>['authority'];

function recallStance(stance: Stance, at: string): Stance {
  return isRecorded(stance) ? (recallAt(stance, at) ?? stance) : stance;
}

/** Fails if an opinion or an agreement that the content needs is missing. */
function checkApprovals(facts: JudgedFacts, at: string): Details | undefined {
  const { content } = facts.listing;
  const grade = facts.grade?.grade;
  const missing: string[] = [];
  if (isAssessorNeeded(content, grade) && !isAttested(facts, at)) missing.push('assessor');
  if (isAuthorityNeeded(content, grade) && !hasAuthorityAgreed(facts)) missing.push('authority');
  return missing.length > 0 ? { missing } : undefined;
}

function hasAuthorityAgreed({ listing: { contentHash }, stances }: ListingFacts): boolean {
  return stances?.authority.state === 'APPROVED' && isSameHash(stances.authority.judged, contentHash);
}

/**
 * Returns whether the newest opinion on exactly this content is favourable. It counts only while its organisation is an assessor, and not if
 * it claims a time before the content was submitted: who was an assessor once could make it later.
 */
function isAttested({ listing, attestation, exchange }: JudgedFacts, at: string): boolean {
  const isFavourable = attestation?.opinion === 'favourable' && isSameHash(attestation.contentHash, listing.contentHash);
  return isFavourable && isAssessor(exchange, attestation.change.mspId, at) && attestation.change.at >= findSubmissionTime(listing);
}

function isAssessor({ organisations }: Exchange, mspId: string, at: string): boolean {
  const organisation = organisations.find((each) => each.mspId === mspId);
  const hasHeld = organisation?.former?.some(({ role, until }) => role === 'assessor' && at < until);
  return organisation?.roles.includes('assessor') === true || hasHeld === true;
}

/** Returns when the current content was submitted first. A submission of the same content again leaves the hash as it is. */
function findSubmissionTime(listing: Recorded<ListingRecord>): string {
  const submission = listSaid(listing).findLast(({ sets }) => sets.includes('contentHash'));
  return (submission ?? listing).change.at;
}
