import {
  keys,
  seeAuthorisation,
  stateOfSeen,
  toStateKey,
  type AuthorisationRecord,
  type DisputeRecord,
  type StanceRecord,
} from '@databund/chaincode/model';
import { outcome, writesOf, type Committed, type Examine, type Invariant } from './invariant';

/** Remembers which organisations’ peers endorsed each stance as it now stands: from the blocks’ endorsements, not from the state. */
const grantsByOwnPeers = (): Examine => {
  const endorsed = new Map<string, ReadonlySet<string>>();
  return async (transaction, { after }) => {
    const stances = writesOf<StanceRecord>(transaction, 'stance');
    const endorsedBy = stances.length > 0 ? transaction.endorsedBy() : new Set<string>();
    for (const { key } of stances) endorsed.set(key, endorsedBy);
    const outcomes = [];
    for (const { id, at } of touchedAuthorisations(transaction)) {
      const seen = await seeAuthorisation(after, id);
      const state = stateOfSeen(seen, at);
      if (state !== 'GRANTED' && state !== 'ACTIVE') continue;
      const missing = seen.authorisation.slots.find(
        ({ slot, mspId }) => !endorsed.get(toStateKey(keys.stance('authorisation', id, slot)))?.has(mspId),
      );
      outcomes.push(outcome(toStateKey(keys.authorisation(id)), missing && `${state} without ${missing.mspId}’s peer`));
    }
    return outcomes;
  };
};

function touchedAuthorisations(transaction: Committed): readonly { readonly id: string; readonly at: string }[] {
  const heads = writesOf<AuthorisationRecord>(transaction, 'authorisation').map(({ record: { id, change } }) => ({ id, at: change.at }));
  const stances = writesOf<StanceRecord>(transaction, 'stance')
    .filter(({ parts, record }) => parts[0] === 'authorisation' && record.state === 'APPROVED')
    .map(({ parts, record }) => ({ id: parts[1] ?? '', at: record.change.at }));
  return heads.length > 0 ? heads : stances;
}

const nobodyJudgesItsOwn: Examine = async (transaction, { before: state, after }) => {
  const stances = await Promise.all(
    writesOf<StanceRecord>(transaction, 'stance')
      .filter(({ parts, before, record }) => parts[0] === 'authorisation' && before && record.state === 'APPROVED')
      .map(async ({ key, parts, record }) => {
        const head = await state.find(keys.authorisation(parts[1] ?? ''));
        const others = await Promise.all(
          (head?.slots ?? []).map(({ slot }) => after.find(keys.stance('authorisation', parts[1] ?? '', slot))),
        );
        const fills = others.filter((stance) => stance?.filledBy === record.filledBy).length;
        if (record.filledBy !== record.change.actor && record.change.action !== 'resume')
          return outcome(key, 'filled by another than its actor');
        if (record.filledBy === head?.buyer) return outcome(key, 'approved by who requested it');
        return outcome(key, fills > 1 && 'one participant fills two slots');
      }),
  );
  const rulings = writesOf<DisputeRecord>(transaction, 'dispute')
    .filter(({ record, before }) => record.rulings.length > (before?.rulings.length ?? 0))
    .map(({ key, record: { rulings, buyer, provider } }) => {
      const arbiters = rulings.map(({ arbiter }) => arbiter);
      const isPartial = arbiters.some((arbiter) => arbiter === buyer || arbiter === provider);
      return outcome(key, isPartial ? 'ruled by a party' : new Set(arbiters).size < arbiters.length && 'ruled twice by one arbiter');
    });
  return [...stances, ...rulings];
};

/** The invariants of stances. */
export const ofStances: readonly Invariant[] = [
  { number: 7, rule: 'GRANTED means that each required organisation’s own peer endorsed its stance', begin: grantsByOwnPeers },
  {
    number: 8,
    rule: 'Nobody approves its own request, no participant fills two slots, no arbiter is a party',
    begin: () => nobodyJudgesItsOwn,
  },
];
