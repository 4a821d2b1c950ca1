import { Type } from '@sinclair/typebox';
import type { Details } from '../../kernel/error-table';
import { Closed, Id, Reason, Revision } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { keys } from '../../kernel/keys';
import { forbids } from '../../kernel/lifecycle';
import { judgedOther } from '../../kernel/revision';
import { stanceForbids, stanceUpon, takeStance, type StanceAction, type StanceRecord } from '../../kernel/stance';
import { declareSubmit, type Caller, type Put, type Context } from '../../kernel/transaction';
import { AuthorisationView, authorisationLife, type AuthorisationState } from './records';
import {
  isHiddenFrom,
  ownStance,
  relateToAuthorisation,
  seeAuthorisation,
  slotsBehind,
  stateOfSeen,
  viewAuthorisation,
  type SeenAuthorisation,
} from './seen';
import type { SlottedStance } from './state';
import { checksOf } from './steps';

interface Step {
  readonly name: string;
  readonly event: string;
  readonly summary: string;
}

/** A step that writes only the stance of the caller’s own organisation: nobody approves for it, nobody keeps it from revoking. */
function judgement({ name, action, event, summary }: Step & { readonly action: StanceAction }) {
  return declareSubmit<SeenAuthorisation>()({
    name,
    noun: 'authorisation',
    verb: action,
    summary,
    address: ['id'],
    input: Closed({ id: Id('aut'), termsHash: Hash, reason: Type.Optional(Reason) }),
    output: AuthorisationView,
    see: (reader, { id }) => seeAuthorisation(reader, id),
    relate: relateToAuthorisation,
    checks: {
      AUTHORISATION_NOT_FOUND: ({ is }) => (isHiddenFrom(is) ? {} : undefined),
      SELF_DEALING: ({ is }) => (is.has('object-buyer') ? {} : undefined),
      NOT_PERMITTED: ({ seen, caller }) => (ownStance(seen, caller) ? undefined : { by: authorisationLife[action].by }),
      REVISION_CONFLICT: ({ seen, command }) => judgedOther(seen.termsHash, command.termsHash),
      ACTION_NOT_ALLOWED: (context) => notAllowed(context, action),
      SLOT_TAKEN: ({ seen, caller }) => (action === 'approve' ? fillsAnother(seen, caller) : undefined),
    },
    effect: ({ seen, caller, command: { id, reason } }) => ({
      puts: stancePut(seen, caller, action, reason),
      events: [{ type: event, id }],
    }),
    answer: ({ seen, at }) => viewAuthorisation(seen, at),
    emits: [event],
  });
}

/** Approves a request, for the caller’s own organisation. */
export const ApproveAuthorisation = judgement({
  name: 'ApproveAuthorisation',
  action: 'approve',
  event: 'AuthorisationApproved',
  summary: 'Approves a request, for one’s own organisation; it is GRANTED when all have.',
});
/** Rejects a request, for the caller’s own organisation. */
export const RejectAuthorisation = judgement({
  name: 'RejectAuthorisation',
  action: 'reject',
  event: 'AuthorisationRejected',
  summary: 'Rejects a request, for one’s own organisation.',
});
/** Suspends a use, by the caller’s own organisation. */
export const SuspendAuthorisation = judgement({
  name: 'SuspendAuthorisation',
  action: 'suspend',
  event: 'AuthorisationSuspended',
  summary: 'Suspends the use, by one’s own organisation.',
});
/** Ends the suspension by the caller’s own organisation. */
export const ResumeAuthorisation = judgement({
  name: 'ResumeAuthorisation',
  action: 'resume',
  event: 'AuthorisationResumed',
  summary: 'Ends the suspension by one’s own organisation.',
});
/** Takes the approval of the caller’s own organisation back, for good. */
export const RevokeAuthorisation = judgement({
  name: 'RevokeAuthorisation',
  action: 'revoke',
  event: 'AuthorisationRevoked',
  summary: 'Takes the approval of one’s own organisation back, for good: no delivery opens and no byte flows after it.',
});

const ByRevision = Closed({ id: Id('aut'), revision: Revision, reason: Type.Optional(Reason) });

function byBuyer({
  name,
  action,
  to,
  event,
  summary,
}: Step & { readonly action: 'withdraw' | 'surrender'; readonly to: 'WITHDRAWN' | 'SURRENDERED' }) {
  return declareSubmit<SeenAuthorisation>()({
    name,
    noun: 'authorisation',
    verb: action,
    summary,
    address: ['id'],
    input: ByRevision,
    output: AuthorisationView,
    see: (reader, { id }) => seeAuthorisation(reader, id),
    relate: relateToAuthorisation,
    checks: checksOf(action),
    effect: ({ seen: { authorisation }, command: { id, reason } }) => ({
      puts: [{ key: keys.authorisation(id), action, reason, value: { ...authorisation, state: to } }],
      events: [{ type: event, id }],
    }),
    answer: ({ seen, at }) => viewAuthorisation(seen, at),
    emits: [event],
  });
}

/** Takes a request back before it is granted. */
export const WithdrawAuthorisation = byBuyer({
  name: 'WithdrawAuthorisation',
  action: 'withdraw',
  to: 'WITHDRAWN',
  event: 'AuthorisationWithdrawn',
  summary: 'Takes a request back before it is granted.',
});
/** Gives a granted use up, for good. */
export const SurrenderAuthorisation = byBuyer({
  name: 'SurrenderAuthorisation',
  action: 'surrender',
  to: 'SURRENDERED',
  event: 'AuthorisationSurrendered',
  summary: 'Gives a granted use up, for good.',
});

type Judging = Context<SeenAuthorisation, { readonly termsHash: Hash }>;

function notAllowed({ seen, caller, is, at }: Judging, action: StanceAction): Details | undefined {
  const { round, state } = seen.authorisation;
  // Countered terms stand only when they were offered and accepted.
  if (action === 'approve' && state === 'REQUESTED' && round > 0) return { state, round, allowed: ['offer'] };
  const own = ownStance(seen, caller);
  const shown = stateOfSeen(seen, at);
  if (action === 'approve' && own && isAskedAgain(seen, own, shown)) return forbids(authorisationLife, 'approveAgain', shown, is);
  return forbids(authorisationLife, action, shown, is) ?? (own && stanceForbids(own.stance, action, seen.termsHash, is));
}

/** The grade was raised: an approval is asked for again, or of the authority for the first time. */
function isAskedAgain(seen: SeenAuthorisation, { slot, stance }: SlottedStance, shown: AuthorisationState): boolean {
  const isJudged = shown === 'ACTIVE' || stanceUpon(stance, seen.termsHash) === 'APPROVED';
  return isJudged && slotsBehind(seen).includes(slot);
}

function fillsAnother(seen: SeenAuthorisation, caller: Caller): Details | undefined {
  const own = ownStance(seen, caller);
  const other = seen.stances.find(({ slot, stance }) => slot !== own?.slot && stance.filledBy === caller.participantId);
  return other && { slot: other.slot };
}

function stancePut(seen: SeenAuthorisation, caller: Caller, action: StanceAction, reason?: string): readonly Put<StanceRecord>[] {
  const own = ownStance(seen, caller);
  if (!own) return []; // The checks have refused it.
  const key = keys.stance('authorisation', seen.authorisation.id, own.slot);
  return [
    takeStance(key, own.stance, {
      action,
      judged: seen.termsHash,
      filledBy: caller.participantId,
      epoch: seen.epoch,
      reason,
    }),
  ];
}
