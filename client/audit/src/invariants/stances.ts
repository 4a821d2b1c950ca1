import {
  believeStored,
  isSameHash,
  keys,
  readAuthorisation,
  stateOfAuthorisation,
  toStateKey,
  type Approver,
  type AuthorisationRecord,
  type Hash,
  type StanceRecord,
  type StandingApproval,
} from '@databund/model';
import { isBacked, readUse } from '../reference/use';
import {
  joinOutcomes,
  makeOutcome,
  selectWrites,
  type CheckTransaction,
  type CommittedTransaction,
  type Invariant,
  type Outcome,
} from './invariant';
import type { LedgerState } from './ledger-state';

/** An approval that an organisation's own peer endorsed. */
interface Approval {
  readonly mspId: string;
  readonly judged: Hash;
}

function rememberApprovals(transaction: CommittedTransaction, approvals: Map<string, Approval>): void {
  for (const { key, record } of selectWrites<StanceRecord>(transaction, 'stance')) {
    if (record.state === 'SUSPENDED') continue; // After a suspension the approval before it counts again.
    const { state, judged, mspId } = record;
    if (state === 'APPROVED' && judged && transaction.listEndorsers().has(mspId)) approvals.set(key, { mspId, judged });
    else approvals.delete(key);
  }
}

/** Remembers the standing approvals that their own organisation's peer endorsed, and reports each that was written without it. */
function rememberStandings(transaction: CommittedTransaction, given: Set<string>): readonly Outcome[] {
  return selectWrites<StandingApproval>(transaction, 'standing').map(({ key, record, before }) => {
    const mspId = before?.mspId ?? record.mspId;
    const isOwn = transaction.listEndorsers().has(mspId) && record.mspId === mspId;
    if (isOwn && record.state === 'GIVEN') given.add(key);
    else given.delete(key);
    return makeOutcome(key, !isOwn && `standing approval written without an endorsement by a peer of ${mspId}`);
  });
}

/** Checks that each required organisation's own peer approved, by the endorsements in the blocks, whatever the state says. */
const checkApprovals = (): CheckTransaction => {
  const endorsed = { approvals: new Map<string, Approval>(), given: new Set<string>() };
  return (transaction, { after }) => {
    rememberApprovals(transaction, endorsed.approvals);
    const written = rememberStandings(transaction, endorsed.given);
    const changed = listAuthorisations(transaction);
    return changed.length === 0 ? written : joinOutcomes(written, checkAuthorisations(changed, endorsed, after));
  };
};

/** Holds what organisations' own peers endorsed: approvals by the key of the stance, and the keys of standing approvals that are given. */
interface Endorsed {
  readonly approvals: ReadonlyMap<string, Approval>;
  readonly given: ReadonlySet<string>;
}

async function checkAuthorisations(
  changed: readonly ChangedAuthorisation[],
  { approvals, given }: Endorsed,
  after: LedgerState,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { id, at, isWrittenActive } of changed) {
    const seen = await readAuthorisation(believeStored(after), id);
    const state = stateOfAuthorisation(seen, at);
    if (state !== 'GRANTED' && state !== 'ACTIVE' && !isWrittenActive) continue;
    const use = await readUse(after, id);
    const isBackedBy = ({ slot, mspId }: Approver) => {
      const named = use?.head.standing?.[slot];
      return use !== undefined && named !== undefined && given.has(toStateKey(keys.standing(named))) && isBacked(use, { slot, mspId });
    };
    const hasApproved = (approver: Approver) => {
      const approval = approvals.get(toStateKey(keys.stance('authorisation', id, approver.slot)));
      return (approval?.mspId === approver.mspId && isSameHash(approval.judged, seen.termsHash)) || isBackedBy(approver);
    };
    // An authorisation that was ACTIVE before its grade was raised stays ACTIVE; only its deliveries wait.
    const needed = seen.approvers.filter(({ isByGrade }) => isWrittenActive || state === 'GRANTED' || !isByGrade);
    const missing = needed.find((approver) => !hasApproved(approver));
    const broken =
      missing &&
      `${state}, but no peer of ${missing.mspId} has endorsed an approval of these terms, or a standing approval that covers them, as ${missing.slot}`;
    outcomes.push(makeOutcome(toStateKey(keys.authorisation(id)), broken));
  }
  return outcomes;
}

interface ChangedAuthorisation {
  readonly id: string;
  /** The instant of the change. */
  readonly at: string;
  /** True if its record was written as ACTIVE, which requires the approvals before. */
  readonly isWrittenActive: boolean;
}

/** Lists the authorisations whose records a transaction writes, or else those whose stances it writes as APPROVED. */
function listAuthorisations(transaction: CommittedTransaction): readonly ChangedAuthorisation[] {
  const heads = selectWrites<AuthorisationRecord>(transaction, 'authorisation').map(({ record: { id, state, change } }) => ({
    id,
    at: change.at,
    isWrittenActive: state === 'ACTIVE',
  }));
  const stances = selectWrites<StanceRecord>(transaction, 'stance')
    .filter(({ parts, record }) => parts[0] === 'authorisation' && record.state === 'APPROVED')
    .map(({ parts, record }) => ({ id: parts[1] ?? '', at: record.change.at, isWrittenActive: false }));
  return heads.length > 0 ? heads : stances;
}

/** Approvals endorsed by the required organisations: invariant 7. */
export const stanceInvariants: readonly Invariant[] = [
  {
    number: 7,
    name: 'own peers',
    rule: "GRANTED means that each required organisation's own peer endorsed its stance, or a standing approval that covers the use",
    begin: checkApprovals,
  },
];
