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
} from '@databund/model';
import { makeOutcome, selectWrites, type CheckTransaction, type CommittedTransaction, type Invariant, type Outcome } from './invariant';
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

/** Checks that each required organisation's own peer approved, by the endorsements in the blocks, whatever the state says. */
const checkApprovals = (): CheckTransaction => {
  const approvals = new Map<string, Approval>();
  return (transaction, { after }) => {
    rememberApprovals(transaction, approvals);
    const changed = listAuthorisations(transaction);
    return changed.length === 0 ? [] : checkAuthorisations(changed, approvals, after);
  };
};

async function checkAuthorisations(
  changed: readonly ChangedAuthorisation[],
  approvals: ReadonlyMap<string, Approval>,
  after: LedgerState,
): Promise<readonly Outcome[]> {
  const outcomes: Outcome[] = [];
  for (const { id, at, isWrittenActive } of changed) {
    const seen = await readAuthorisation(believeStored(after), id);
    const state = stateOfAuthorisation(seen, at);
    if (state !== 'GRANTED' && state !== 'ACTIVE' && !isWrittenActive) continue;
    const hasApproved = ({ slot, mspId }: Approver) => {
      const approval = approvals.get(toStateKey(keys.stance('authorisation', id, slot)));
      return approval?.mspId === mspId && isSameHash(approval.judged, seen.termsHash);
    };
    // An authorisation that was ACTIVE before its grade was raised stays ACTIVE; only its deliveries wait.
    const needed = seen.approvers.filter(({ isByGrade }) => isWrittenActive || state === 'GRANTED' || !isByGrade);
    const missing = needed.find((approver) => !hasApproved(approver));
    const broken = missing && `${state}, but no peer of ${missing.mspId} has endorsed an approval of these terms as ${missing.slot}`;
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
    rule: "GRANTED means that each required organisation's own peer endorsed its stance",
    begin: checkApprovals,
  },
];
