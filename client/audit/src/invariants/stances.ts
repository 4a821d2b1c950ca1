import {
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
import { outcome, writesOf, type Committed, type Examine, type Invariant } from './invariant';

/** What an organisation’s own peer approved. */
interface Approval {
  readonly mspId: string;
  readonly judged: Hash;
}

function remember(transaction: Committed, approved: Map<string, Approval>): void {
  for (const { key, record } of writesOf<StanceRecord>(transaction, 'stance')) {
    if (record.state === 'SUSPENDED') continue; // What was approved before it stands again after it.
    const { state, judged, mspId } = record;
    if (state === 'APPROVED' && judged && transaction.endorsedBy().has(mspId)) approved.set(key, { mspId, judged });
    else approved.delete(key);
  }
}

/** Remembers what each organisation’s own peer approved: from the blocks’ endorsements, whatever the state says. */
const grantsByOwnPeers = (): Examine => {
  const approved = new Map<string, Approval>();
  return async (transaction, { after }) => {
    remember(transaction, approved);
    const outcomes = [];
    for (const { id, at, isWrittenActive } of touchedAuthorisations(transaction)) {
      const seen = await readAuthorisation(after, id);
      const state = stateOfAuthorisation(seen, at);
      if (state !== 'GRANTED' && state !== 'ACTIVE' && !isWrittenActive) continue;
      const hasApproved = ({ slot, mspId }: Approver) => {
        const approval = approved.get(toStateKey(keys.stance('authorisation', id, slot)));
        return approval?.mspId === mspId && isSameHash(approval.judged, seen.termsHash);
      };
      // What was ACTIVE before its grade was raised stays so; its deliveries wait.
      const needed = seen.approvers.filter(({ isByGrade }) => isWrittenActive || state === 'GRANTED' || !isByGrade);
      const missing = needed.find((approver) => !hasApproved(approver))?.slot;
      outcomes.push(outcome(toStateKey(keys.authorisation(id)), missing && `${state} without the approval of its ${missing}’s own peer`));
    }
    return outcomes;
  };
};

interface Touched {
  readonly id: string;
  readonly at: string;
  /** Whether its head was written ACTIVE: what its approvers must have made true before. */
  readonly isWrittenActive: boolean;
}

function touchedAuthorisations(transaction: Committed): readonly Touched[] {
  const heads = writesOf<AuthorisationRecord>(transaction, 'authorisation').map(({ record: { id, state, change } }) => ({
    id,
    at: change.at,
    isWrittenActive: state === 'ACTIVE',
  }));
  const stances = writesOf<StanceRecord>(transaction, 'stance')
    .filter(({ parts, record }) => parts[0] === 'authorisation' && record.state === 'APPROVED')
    .map(({ parts, record }) => ({ id: parts[1] ?? '', at: record.change.at, isWrittenActive: false }));
  return heads.length > 0 ? heads : stances;
}

/** The invariant of stances. */
export const ofStances: readonly Invariant[] = [
  { number: 7, rule: 'GRANTED means that each required organisation’s own peer endorsed its stance', begin: grantsByOwnPeers },
];
