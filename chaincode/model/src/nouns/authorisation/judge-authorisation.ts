import { declareSubmit, type Caller, type Checks, type Context, type Effect } from '../../kernel/declare';
import type { Details } from '../../kernel/error-table';
import { Closed, Id } from '../../kernel/forms';
import { Hash } from '../../kernel/hash';
import { checkJudged } from '../../kernel/check-revision';
import { checkAllowed } from '../../kernel/lifecycle';
import { isHiddenFromStrangers } from '../../kernel/list-by-party';
import { checkStance, putStance, makeStanceKey, findStanceOn, type StanceAction } from '../../kernel/stance';
import { optionalReason } from '../../kernel/transition';
import type { Reason } from '../../kernel/text';
import { viewAuthorisation } from './authorisation';
import {
  findOwnStance,
  isInterruptedBy,
  readAuthorisation,
  relateToAuthorisation,
  countSlotsBehind,
  stateOfAuthorisation,
  type AuthorisationFacts,
} from './read-authorisation';
import { AuthorisationView, authorisationLifecycle, type AuthorisationState } from './records';
import { findBacking, type SlottedStance } from './state';

const Judgement = Closed({ id: Id('aut'), termsHash: Hash, ...optionalReason });
interface Command {
  readonly id: string;
  readonly termsHash: Hash;
  readonly reason?: Reason;
}

/** Parts that the five steps share. Each writes only the stance of the caller's own organisation, so no other one can make or prevent it. */
const common = {
  noun: 'authorisation',
  endorsedBy: 'own',
  address: ['id'],
  input: Judgement,
  output: AuthorisationView,
  readErrors: ['AUTHORISATION_NOT_FOUND', 'EXCHANGE_NOT_FOUNDED'],
  read: (...[reader, { id }]: [Parameters<typeof readAuthorisation>[0], Command]) => readAuthorisation(reader, id),
  relate: relateToAuthorisation,
  answer: ({ facts, at }: Context<AuthorisationFacts, unknown>) => viewAuthorisation(facts, at),
} as const;

export const ApproveAuthorisation = declareSubmit<AuthorisationFacts>()({
  ...common,
  name: 'ApproveAuthorisation',
  verb: 'approve',
  summary: 'Approves a request for your own organisation. It is GRANTED when all have approved.',
  checks: { ...checkJudging('approve'), SLOT_TAKEN: ({ facts, caller }) => checkOneSlot(facts, caller) },
  effect: (context) => judge('approve', context, 'AuthorisationApproved'),
  emits: ['AuthorisationApproved'],
});

export const RejectAuthorisation = declareSubmit<AuthorisationFacts>()({
  ...common,
  name: 'RejectAuthorisation',
  verb: 'reject',
  summary: 'Rejects a request for your own organisation.',
  checks: checkJudging('reject'),
  effect: (context) => judge('reject', context, 'AuthorisationRejected'),
  emits: ['AuthorisationRejected'],
});

export const SuspendAuthorisation = declareSubmit<AuthorisationFacts>()({
  ...common,
  name: 'SuspendAuthorisation',
  verb: 'suspend',
  summary: 'Suspends the use for your own organisation.',
  checks: checkJudging('suspend'),
  effect: (context) => judge('suspend', context, 'AuthorisationSuspended'),
  emits: ['AuthorisationSuspended'],
});

/** Resumes a use. */
export const ResumeAuthorisation = declareSubmit<AuthorisationFacts>()({
  ...common,
  name: 'ResumeAuthorisation',
  verb: 'resume',
  summary: 'Ends the suspension by your own organisation.',
  checks: checkJudging('resume'),
  effect: (context) => judge('resume', context, 'AuthorisationResumed'),
  emits: ['AuthorisationResumed'],
});

export const RevokeAuthorisation = declareSubmit<AuthorisationFacts>()({
  ...common,
  name: 'RevokeAuthorisation',
  verb: 'revoke',
  summary: "Revokes your own organisation's approval for good: no delivery opens and no byte is sent after it.",
  checks: checkJudging('revoke'),
  effect: (context) => judge('revoke', context, 'AuthorisationRevoked'),
  emits: ['AuthorisationRevoked'],
});

function checkJudging(action: StanceAction): Checks<AuthorisationFacts, Command> {
  return {
    AUTHORISATION_NOT_FOUND: ({ actors }) => (isHiddenFromStrangers(actors) ? {} : undefined),
    SELF_DEALING: ({ actors }) => (actors.has('object-buyer') ? {} : undefined),
    NOT_PERMITTED: ({ facts, caller }) => (findOwnStance(facts, caller) ? undefined : { by: authorisationLifecycle[action].by }),
    REVISION_CONFLICT: ({ facts, command }) => checkJudged(facts.termsHash, command.termsHash),
    ACTION_NOT_ALLOWED: (context) => checkJudgeable(context, action),
  };
}

function checkJudgeable({ facts, caller, actors, at }: Context<AuthorisationFacts, unknown>, action: StanceAction): Details | undefined {
  const { round, state } = facts.authorisation;
  // Terms of a counter can be approved only after they were offered and accepted.
  if (action === 'approve' && state === 'REQUESTED' && round > 0) return { state, round, allowed: ['offer'] };
  const own = findOwnStance(facts, caller);
  const current = stateOfAuthorisation(facts, at);
  const step = action === 'approve' && own && findFurtherApproval(facts, own, current);
  if (step) return checkAllowed(authorisationLifecycle, step, current, actors);
  return checkAllowed(authorisationLifecycle, action, current, actors) ?? (own && checkStance(own.stance, action, facts.termsHash, actors));
}

/**
 * Finds the step of an approval of what was granted before: again, because the grade was raised since, the authority's perhaps for the first
 * time; or by hand, because the standing approval that stood for it does not count any more.
 */
function findFurtherApproval(
  facts: AuthorisationFacts,
  { slot, stance }: SlottedStance,
  current: AuthorisationState,
): keyof Pick<typeof authorisationLifecycle, 'approveAgain' | 'approveByHand'> | undefined {
  if (isInterruptedBy(facts, slot)) return stance.state === 'SUSPENDED' ? undefined : 'approveByHand';
  const wasJudged = current === 'ACTIVE' || findStanceOn(stance, facts.termsHash) === 'APPROVED';
  return wasJudged && countSlotsBehind(facts).includes(slot) ? 'approveAgain' : undefined;
}

/** Fails if a participant fills another slot already, by its stance or by its standing approval. */
function checkOneSlot(facts: AuthorisationFacts, caller: Caller): Details | undefined {
  const own = findOwnStance(facts, caller);
  const stance = facts.stances.find((each) => each.stance.filledBy === caller.participantId && each.slot !== own?.slot);
  const backing = facts.approvers.find(
    (approver) => findBacking(approver, facts)?.standing?.givenBy === caller.participantId && approver.slot !== own?.slot,
  );
  const other = stance ?? backing;
  return other && { slot: other.slot };
}

function judge(action: StanceAction, { facts, caller, command }: Context<AuthorisationFacts, Command>, event: string): Effect {
  const { id, reason } = command;
  const own = findOwnStance(facts, caller);
  const step = { action, judged: facts.termsHash, filledBy: caller.participantId, epoch: facts.epoch, reason };
  return {
    puts: own ? [putStance(makeStanceKey('authorisation', id, own.slot), own.stance, step)] : [],
    events: [{ type: event, id }],
  };
}
